-- upgrade
ALTER TABLE `users` DROP INDEX `uq_users_name`;
-- downgrade
ALTER TABLE `users` ADD CONSTRAINT `uq_users_name` UNIQUE (`name`);

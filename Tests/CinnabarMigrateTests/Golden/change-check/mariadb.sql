-- upgrade
ALTER TABLE `users` DROP CONSTRAINT `ck_users_name`;
ALTER TABLE `users` ADD CONSTRAINT `ck_users_name` CHECK (name <> 'x');
-- downgrade
ALTER TABLE `users` DROP CONSTRAINT `ck_users_name`;
ALTER TABLE `users` ADD CONSTRAINT `ck_users_name` CHECK (name <> '');

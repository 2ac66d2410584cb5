-- upgrade
ALTER TABLE `users` ADD COLUMN `Odd "name"` BIGINT;
-- downgrade
ALTER TABLE `users` DROP COLUMN `Odd "name"`;

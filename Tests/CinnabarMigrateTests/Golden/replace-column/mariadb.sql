-- upgrade
ALTER TABLE `users` ADD COLUMN `y` BIGINT;
ALTER TABLE `users` DROP COLUMN `x`;
-- downgrade
ALTER TABLE `users` ADD COLUMN `x` BIGINT;
ALTER TABLE `users` DROP COLUMN `y`;

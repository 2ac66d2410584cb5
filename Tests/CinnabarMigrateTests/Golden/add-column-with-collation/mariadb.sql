-- upgrade
ALTER TABLE `users` ADD COLUMN `x` VARCHAR(9) COLLATE `C`;
-- downgrade
ALTER TABLE `users` DROP COLUMN `x`;

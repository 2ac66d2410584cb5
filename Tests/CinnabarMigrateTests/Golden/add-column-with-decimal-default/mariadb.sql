-- upgrade
ALTER TABLE `users` ADD COLUMN `x` DECIMAL(10, 2) NOT NULL DEFAULT 1.5;
-- downgrade
ALTER TABLE `users` DROP COLUMN `x`;

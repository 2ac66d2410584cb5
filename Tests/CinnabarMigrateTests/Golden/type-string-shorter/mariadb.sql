-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` VARCHAR(40);
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` VARCHAR(80);

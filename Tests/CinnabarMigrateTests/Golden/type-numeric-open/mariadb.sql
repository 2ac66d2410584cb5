-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` DECIMAL(65, 30);
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` DECIMAL(8, 2);

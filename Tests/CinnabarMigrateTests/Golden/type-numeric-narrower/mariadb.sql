-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` DECIMAL(8, 2);
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` DECIMAL(12, 4);

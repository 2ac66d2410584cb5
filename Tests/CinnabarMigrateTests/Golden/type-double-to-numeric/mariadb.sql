-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` DECIMAL(12, 4);
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` DOUBLE;

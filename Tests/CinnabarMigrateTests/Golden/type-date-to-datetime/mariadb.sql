-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` DATETIME(6);
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` DATE;

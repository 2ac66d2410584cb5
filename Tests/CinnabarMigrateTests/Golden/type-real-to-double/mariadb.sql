-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` DOUBLE;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` FLOAT;

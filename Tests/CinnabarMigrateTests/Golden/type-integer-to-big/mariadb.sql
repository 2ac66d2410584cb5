-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` INTEGER;

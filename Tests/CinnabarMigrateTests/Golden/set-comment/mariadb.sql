-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT COMMENT 'n';
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT;

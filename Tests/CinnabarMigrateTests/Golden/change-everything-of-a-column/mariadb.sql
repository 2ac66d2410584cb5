-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT NOT NULL DEFAULT ('n') COMMENT 'all of it';
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT;

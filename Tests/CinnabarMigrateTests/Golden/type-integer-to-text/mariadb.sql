-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` INTEGER;

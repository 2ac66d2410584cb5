-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` INTEGER;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;

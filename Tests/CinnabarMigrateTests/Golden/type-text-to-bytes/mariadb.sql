-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGBLOB;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;

-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` UUID;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;

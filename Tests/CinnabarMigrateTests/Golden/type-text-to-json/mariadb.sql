-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` JSON;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;

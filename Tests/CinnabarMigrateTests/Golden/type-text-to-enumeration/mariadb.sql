-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;

-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('user');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` LONGTEXT;
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');

-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');

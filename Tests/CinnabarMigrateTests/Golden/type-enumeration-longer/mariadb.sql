-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user', 'guest');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');

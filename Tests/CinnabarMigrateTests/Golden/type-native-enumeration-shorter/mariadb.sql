-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` VARCHAR(5);
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('user');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` VARCHAR(5);
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');

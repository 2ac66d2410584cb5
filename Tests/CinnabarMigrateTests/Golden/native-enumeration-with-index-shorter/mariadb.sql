-- upgrade
ALTER TABLE `users` MODIFY COLUMN `role` VARCHAR(5) NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `role` ENUM('user') NOT NULL;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `role` VARCHAR(5) NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `role` ENUM('admin', 'user') NOT NULL;

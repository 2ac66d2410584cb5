-- upgrade
ALTER TABLE `users` RENAME COLUMN `x` TO `y`;
ALTER TABLE `users` MODIFY COLUMN `y` ENUM('admin', 'user', 'moderator') NOT NULL;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `y` ENUM('admin', 'user') NOT NULL;
ALTER TABLE `users` RENAME COLUMN `y` TO `x`;

-- upgrade
ALTER TABLE `users` RENAME TO `people`;
ALTER TABLE `people` MODIFY COLUMN `x` ENUM('a', 'b') NOT NULL;
-- downgrade
ALTER TABLE `people` MODIFY COLUMN `x` ENUM('a') NOT NULL;
ALTER TABLE `people` RENAME TO `users`;

-- upgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'it''s', 'user');
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` ENUM('admin', 'user');

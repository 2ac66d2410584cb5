-- upgrade
ALTER TABLE `posts` DROP FOREIGN KEY `fk_posts_user_id_users`;
DROP INDEX `fk_posts_user_id_users` ON `posts`;
ALTER TABLE `users` MODIFY COLUMN `id` VARCHAR(40) NOT NULL;
ALTER TABLE `posts` MODIFY COLUMN `user_id` VARCHAR(40) NOT NULL;
ALTER TABLE `posts` ADD CONSTRAINT `fk_posts_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE;
-- downgrade
ALTER TABLE `posts` DROP FOREIGN KEY `fk_posts_user_id_users`;
DROP INDEX `fk_posts_user_id_users` ON `posts`;
ALTER TABLE `posts` MODIFY COLUMN `user_id` VARCHAR(20) NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `id` VARCHAR(20) NOT NULL;
ALTER TABLE `posts` ADD CONSTRAINT `fk_posts_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE;

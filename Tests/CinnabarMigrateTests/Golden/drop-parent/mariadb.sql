-- upgrade
ALTER TABLE `posts` DROP FOREIGN KEY `fk_posts_user_id_users`;
DROP INDEX `fk_posts_user_id_users` ON `posts`;
ALTER TABLE `posts` DROP COLUMN `user_id`;
DROP TABLE `users`;
-- downgrade
CREATE TABLE `users` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(80) NOT NULL,
    CONSTRAINT `pk_users` PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
ALTER TABLE `posts` ADD COLUMN `user_id` BIGINT;
ALTER TABLE `posts` ADD CONSTRAINT `fk_posts_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE SET NULL;

-- upgrade
CREATE TABLE `posts` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `title` VARCHAR(200) NOT NULL,
    `user_id` BIGINT NOT NULL,
    CONSTRAINT `pk_posts` PRIMARY KEY (`id`)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE TABLE `users` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(80) NOT NULL,
    `best` BIGINT,
    CONSTRAINT `pk_users` PRIMARY KEY (`id`),
    CONSTRAINT `fk_users_best_posts` FOREIGN KEY (`best`) REFERENCES `posts` (`id`)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
ALTER TABLE `posts` ADD CONSTRAINT `fk_posts_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`);
-- downgrade
ALTER TABLE `posts` DROP FOREIGN KEY `fk_posts_user_id_users`;
DROP INDEX `fk_posts_user_id_users` ON `posts`;
DROP TABLE `users`;
DROP TABLE `posts`;

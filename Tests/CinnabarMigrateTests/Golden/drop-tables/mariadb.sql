-- upgrade
DROP TABLE `posts`;
-- downgrade
CREATE TABLE `posts` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `title` VARCHAR(200) NOT NULL,
    `user_id` BIGINT NOT NULL,
    CONSTRAINT `pk_posts` PRIMARY KEY (`id`),
    CONSTRAINT `fk_posts_user_id_users` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- upgrade
CREATE TABLE `users` (
    `id` BIGINT NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(80) NOT NULL,
    `email` VARCHAR(120) NOT NULL,
    `role` ENUM('admin', 'user') NOT NULL,
    CONSTRAINT `pk_users` PRIMARY KEY (`id`),
    CONSTRAINT `uq_users_email` UNIQUE (`email`),
    CONSTRAINT `ck_users_name` CHECK (name <> '')
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin COMMENT='who may come in';
CREATE INDEX `ix_users_name` ON `users` (`name`);
-- downgrade
DROP TABLE `users`;

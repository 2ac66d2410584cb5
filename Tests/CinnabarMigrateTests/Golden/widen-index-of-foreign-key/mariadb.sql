-- upgrade
CREATE INDEX `fk_posts_user_id_users` ON `posts` (`user_id`);
DROP INDEX `ix_posts_user_id` ON `posts`;
CREATE INDEX `ix_posts_user_id` ON `posts` (`user_id`, `title`);
DROP INDEX `fk_posts_user_id_users` ON `posts`;
-- downgrade
CREATE INDEX `fk_posts_user_id_users` ON `posts` (`user_id`);
DROP INDEX `ix_posts_user_id` ON `posts`;
CREATE INDEX `ix_posts_user_id` ON `posts` (`user_id`);
DROP INDEX `fk_posts_user_id_users` ON `posts`;

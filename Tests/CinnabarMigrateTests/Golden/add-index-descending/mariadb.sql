-- upgrade
CREATE INDEX `ix_users_name` ON `users` (`name` DESC);
-- downgrade
DROP INDEX `ix_users_name` ON `users`;

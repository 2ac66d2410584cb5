-- upgrade
DROP INDEX `ix_users_name` ON `users`;
-- downgrade
CREATE INDEX `ix_users_name` ON `users` (`name`);

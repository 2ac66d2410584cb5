-- upgrade
DROP INDEX `by_name` ON `users`;
-- downgrade
CREATE INDEX `by_name` ON `users` (`name`);

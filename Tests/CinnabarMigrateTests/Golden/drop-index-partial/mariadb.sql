-- upgrade
DROP INDEX `ix_users_name` ON `users`;
-- downgrade
-- mariadb has no SQL for the condition of index ix_users_name on users: index all rows, or declare the index for other databases only

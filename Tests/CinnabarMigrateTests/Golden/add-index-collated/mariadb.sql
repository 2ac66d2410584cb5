-- upgrade
-- mariadb has no SQL for an expression in index ix_users_name on users: index a generated column that holds the expression
-- downgrade
DROP INDEX `ix_users_name` ON `users`;

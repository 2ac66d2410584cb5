-- upgrade
CREATE INDEX "ix_users_name" ON "users" ((lower("name")));
-- downgrade
DROP INDEX "ix_users_name";

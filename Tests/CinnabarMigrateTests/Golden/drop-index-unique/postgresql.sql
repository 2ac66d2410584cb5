-- upgrade
DROP INDEX "ix_users_name";
-- downgrade
CREATE UNIQUE INDEX "ix_users_name" ON "users" ("name");

-- upgrade
CREATE INDEX "ix_users_name" ON "users" ("name");
-- downgrade
DROP INDEX "ix_users_name";

-- upgrade
DROP INDEX "ix_users_name_id";
-- downgrade
CREATE INDEX "ix_users_name_id" ON "users" ("name", "id");

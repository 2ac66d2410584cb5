-- upgrade
CREATE INDEX "ix_users_name_id" ON "users" ("name", "id");
-- downgrade
DROP INDEX "ix_users_name_id";

-- upgrade
CREATE INDEX "ix_users_name" ON "users" ("name") WHERE "id" > 9;
-- downgrade
DROP INDEX "ix_users_name";

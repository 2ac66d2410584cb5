-- upgrade
DROP INDEX "ix_users_name";
-- downgrade
CREATE INDEX "ix_users_name" ON "users" ("name") WHERE "id" > 9;

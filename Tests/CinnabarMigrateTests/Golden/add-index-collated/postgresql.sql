-- upgrade
CREATE INDEX "ix_users_name" ON "users" ("name" COLLATE "C");
-- downgrade
DROP INDEX "ix_users_name";

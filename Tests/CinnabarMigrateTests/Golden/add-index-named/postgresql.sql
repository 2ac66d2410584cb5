-- upgrade
CREATE INDEX "by_name" ON "users" ("name");
-- downgrade
DROP INDEX "by_name";

-- upgrade
DROP INDEX "by_name";
-- downgrade
CREATE INDEX "by_name" ON "users" ("name");

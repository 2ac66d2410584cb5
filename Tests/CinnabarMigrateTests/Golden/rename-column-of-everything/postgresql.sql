-- upgrade
ALTER TABLE "users" RENAME COLUMN "name" TO "title";
-- downgrade
ALTER TABLE "users" RENAME COLUMN "title" TO "name";

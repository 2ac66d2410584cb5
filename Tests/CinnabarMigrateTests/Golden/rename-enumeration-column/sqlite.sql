-- upgrade
ALTER TABLE "users" RENAME COLUMN "x" TO "y";
-- downgrade
ALTER TABLE "users" RENAME COLUMN "y" TO "x";

-- upgrade
ALTER TABLE "users" ADD COLUMN "x" INTEGER NOT NULL DEFAULT 0;
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

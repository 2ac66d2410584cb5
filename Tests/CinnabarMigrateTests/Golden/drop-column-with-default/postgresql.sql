-- upgrade
ALTER TABLE "users" DROP COLUMN "x";
-- downgrade
ALTER TABLE "users" ADD COLUMN "x" INTEGER NOT NULL DEFAULT 3;

-- upgrade
ALTER TABLE "users" ADD COLUMN "x" TEXT;
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

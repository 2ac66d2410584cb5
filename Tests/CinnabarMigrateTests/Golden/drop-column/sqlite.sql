-- upgrade
ALTER TABLE "users" DROP COLUMN "x";
-- downgrade
ALTER TABLE "users" ADD COLUMN "x" INTEGER;

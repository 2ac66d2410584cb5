-- upgrade
ALTER TABLE "users" ADD COLUMN "x" INTEGER;
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

-- upgrade
ALTER TABLE "users" ADD COLUMN "y" INTEGER;
ALTER TABLE "users" DROP COLUMN "x";
-- downgrade
ALTER TABLE "users" ADD COLUMN "x" INTEGER;
ALTER TABLE "users" DROP COLUMN "y";

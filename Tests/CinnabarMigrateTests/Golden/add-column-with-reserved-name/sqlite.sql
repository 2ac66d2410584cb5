-- upgrade
ALTER TABLE "users" ADD COLUMN "order" INTEGER;
-- downgrade
ALTER TABLE "users" DROP COLUMN "order";

-- upgrade
ALTER TABLE "users" ADD COLUMN "order" BIGINT;
-- downgrade
ALTER TABLE "users" DROP COLUMN "order";

-- upgrade
ALTER TABLE "users" ADD COLUMN "x" BIGINT;
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

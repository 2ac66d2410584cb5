-- upgrade
ALTER TABLE "users" ADD COLUMN "x" BIGINT;
UPDATE "users" SET x = length(name) WHERE (x IS NULL);
ALTER TABLE "users" ALTER COLUMN "x" SET NOT NULL;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" DROP NOT NULL;
ALTER TABLE "users" DROP COLUMN "x";

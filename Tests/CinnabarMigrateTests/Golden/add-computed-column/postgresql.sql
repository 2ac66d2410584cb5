-- upgrade
ALTER TABLE "users" ADD COLUMN "x" BIGINT GENERATED ALWAYS AS (length(name)) STORED;
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

-- upgrade
ALTER TABLE "users" DROP COLUMN "x";
-- downgrade
ALTER TABLE "users" ADD COLUMN "x" BIGINT GENERATED ALWAYS AS (length(name)) STORED;

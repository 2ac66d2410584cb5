-- upgrade
ALTER TABLE "users" ADD COLUMN "x" TEXT;
COMMENT ON COLUMN "users"."x" IS 'it''s new';
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

-- upgrade
COMMENT ON COLUMN "users"."x" IS NULL;
-- downgrade
COMMENT ON COLUMN "users"."x" IS 'n';

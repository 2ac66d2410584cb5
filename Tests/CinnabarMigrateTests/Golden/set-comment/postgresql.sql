-- upgrade
COMMENT ON COLUMN "users"."x" IS 'n';
-- downgrade
COMMENT ON COLUMN "users"."x" IS NULL;

-- upgrade
COMMENT ON TABLE "users" IS NULL;
-- downgrade
COMMENT ON TABLE "users" IS 'n';

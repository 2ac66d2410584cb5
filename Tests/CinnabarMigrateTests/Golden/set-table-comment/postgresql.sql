-- upgrade
COMMENT ON TABLE "users" IS 'it''s people';
-- downgrade
COMMENT ON TABLE "users" IS NULL;

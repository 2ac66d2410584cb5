-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE BYTEA USING convert_to("x", 'UTF8');
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT USING convert_from("x", 'UTF8');

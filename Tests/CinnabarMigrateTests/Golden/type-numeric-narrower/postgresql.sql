-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE NUMERIC(8, 2);
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE NUMERIC(12, 4);

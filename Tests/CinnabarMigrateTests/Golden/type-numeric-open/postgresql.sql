-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE NUMERIC;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE NUMERIC(8, 2);

-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" SET DEFAULT 2;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" SET DEFAULT 1;

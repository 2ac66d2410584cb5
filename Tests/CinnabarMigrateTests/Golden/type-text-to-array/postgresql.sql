-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT[] USING CAST("x" AS TEXT[]);
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT;

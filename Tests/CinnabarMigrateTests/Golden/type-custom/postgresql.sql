-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE inet USING CAST("x" AS inet);

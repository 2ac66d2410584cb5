-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE VARCHAR(40);

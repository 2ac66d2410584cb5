-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE VARCHAR(40);
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT;

-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" DROP NOT NULL;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" SET NOT NULL;

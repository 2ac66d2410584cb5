-- upgrade
ALTER TABLE "users" DROP CONSTRAINT "ck_users_x";
ALTER TABLE "users" ALTER COLUMN "x" TYPE TEXT;
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE VARCHAR(5);
ALTER TABLE "users" ADD CONSTRAINT "ck_users_x" CHECK ("x" IN ('admin', 'user'));

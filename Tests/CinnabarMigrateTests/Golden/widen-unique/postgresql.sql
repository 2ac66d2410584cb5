-- upgrade
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name";
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name_x" UNIQUE ("name", "x");
-- downgrade
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name_x";
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name" UNIQUE ("name");

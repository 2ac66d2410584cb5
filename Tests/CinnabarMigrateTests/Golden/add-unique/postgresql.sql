-- upgrade
ALTER TABLE "users" ADD CONSTRAINT "uq_users_name" UNIQUE ("name");
-- downgrade
ALTER TABLE "users" DROP CONSTRAINT "uq_users_name";

-- upgrade
ALTER TABLE "users" DROP CONSTRAINT "ck_users_x";
ALTER TABLE "users" ADD CONSTRAINT "ck_users_x" CHECK ("x" IN ('admin', 'user', 'guest'));
-- downgrade
ALTER TABLE "users" DROP CONSTRAINT "ck_users_x";
ALTER TABLE "users" ADD CONSTRAINT "ck_users_x" CHECK ("x" IN ('admin', 'user'));

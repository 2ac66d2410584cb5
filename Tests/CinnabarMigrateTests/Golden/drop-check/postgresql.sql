-- upgrade
ALTER TABLE "users" DROP CONSTRAINT "ck_users_name";
-- downgrade
ALTER TABLE "users" ADD CONSTRAINT "ck_users_name" CHECK (name <> '');

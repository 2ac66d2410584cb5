-- upgrade
ALTER TABLE "users" RENAME COLUMN "x" TO "y";
ALTER TABLE "users" RENAME CONSTRAINT "ck_users_x" TO "ck_users_y";
ALTER TABLE "users" DROP CONSTRAINT "ck_users_y";
ALTER TABLE "users" ALTER COLUMN "y" TYPE VARCHAR(9);
ALTER TABLE "users" ADD CONSTRAINT "ck_users_y" CHECK ("y" IN ('admin', 'user', 'moderator'));
-- downgrade
ALTER TABLE "users" DROP CONSTRAINT "ck_users_y";
ALTER TABLE "users" ADD CONSTRAINT "ck_users_y" CHECK ("y" IN ('admin', 'user'));
ALTER TABLE "users" RENAME COLUMN "y" TO "x";
ALTER TABLE "users" RENAME CONSTRAINT "ck_users_y" TO "ck_users_x";

-- upgrade
ALTER TABLE "users" RENAME COLUMN "x" TO "y";
ALTER TABLE "users" RENAME CONSTRAINT "ck_users_x" TO "ck_users_y";
-- downgrade
ALTER TABLE "users" RENAME COLUMN "y" TO "x";
ALTER TABLE "users" RENAME CONSTRAINT "ck_users_y" TO "ck_users_x";

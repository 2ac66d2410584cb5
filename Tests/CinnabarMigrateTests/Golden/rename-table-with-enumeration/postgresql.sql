-- upgrade
ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME CONSTRAINT "ck_users_x" TO "ck_people_x";
ALTER TABLE "people" DROP CONSTRAINT "ck_people_x";
ALTER TABLE "people" ADD CONSTRAINT "ck_people_x" CHECK ("x" IN ('a', 'b'));
-- downgrade
ALTER TABLE "people" DROP CONSTRAINT "ck_people_x";
ALTER TABLE "people" ADD CONSTRAINT "ck_people_x" CHECK ("x" IN ('a'));
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME CONSTRAINT "ck_people_x" TO "ck_users_x";

-- upgrade
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id_users";
ALTER TABLE "users" ALTER COLUMN "id" TYPE VARCHAR(40);
ALTER TABLE "posts" ALTER COLUMN "user_id" TYPE VARCHAR(40);
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;
-- downgrade
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id_users";
ALTER TABLE "posts" ALTER COLUMN "user_id" TYPE VARCHAR(20);
ALTER TABLE "users" ALTER COLUMN "id" TYPE VARCHAR(20);
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE;

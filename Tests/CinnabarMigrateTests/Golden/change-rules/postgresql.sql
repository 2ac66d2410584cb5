-- upgrade
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id_users";
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- downgrade
ALTER TABLE "posts" DROP CONSTRAINT "fk_posts_user_id_users";
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id");

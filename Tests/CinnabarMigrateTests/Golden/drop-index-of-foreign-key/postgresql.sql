-- upgrade
DROP INDEX "ix_posts_user_id";
-- downgrade
CREATE INDEX "ix_posts_user_id" ON "posts" ("user_id");

-- upgrade
DROP INDEX "ix_posts_user_id";
CREATE INDEX "ix_posts_user_id" ON "posts" ("user_id", "title");
-- downgrade
DROP INDEX "ix_posts_user_id";
CREATE INDEX "ix_posts_user_id" ON "posts" ("user_id");

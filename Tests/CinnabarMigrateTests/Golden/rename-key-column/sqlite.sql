-- upgrade
ALTER TABLE "posts" RENAME COLUMN "user_id" TO "author_id";
-- downgrade
ALTER TABLE "posts" RENAME COLUMN "author_id" TO "user_id";

-- upgrade
CREATE TABLE "posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" INTEGER NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
-- downgrade
DROP TABLE "posts";

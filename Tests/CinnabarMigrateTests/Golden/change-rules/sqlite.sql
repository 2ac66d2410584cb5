-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" INTEGER NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title", "user_id") SELECT "id", "title", "user_id" FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("posts");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" INTEGER NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title", "user_id") SELECT "id", "title", "user_id" FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("posts");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id")
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title") SELECT "id", "title" FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
DROP TABLE "users";
PRAGMA foreign_key_check("posts");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" INTEGER,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE SET NULL
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title") SELECT "id", "title" FROM "posts";
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("posts");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

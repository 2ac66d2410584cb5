-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" VARCHAR(40) NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title", "user_id") SELECT "id", "title", "user_id" FROM "posts";
-- must find nothing: SELECT 1 FROM "cinnabar_new_posts" WHERE typeof("user_id") NOT IN ('text', 'null') OR length("user_id") > 40 LIMIT 1
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "cinnabar_new_users" (
    "id" VARCHAR(40) NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT OR ABORT INTO "cinnabar_new_users" (rowid, "id", "name") SELECT rowid, "id", "name" FROM "users";
-- must find nothing: SELECT 1 FROM "cinnabar_new_users" WHERE typeof("id") NOT IN ('text', 'null') OR length("id") > 40 LIMIT 1
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("posts");
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_posts" (
    "id" INTEGER NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "user_id" VARCHAR(20) NOT NULL,
    CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
    CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT OR ABORT INTO "cinnabar_new_posts" ("id", "title", "user_id") SELECT "id", "title", "user_id" FROM "posts";
-- must find nothing: SELECT 1 FROM "cinnabar_new_posts" WHERE typeof("user_id") NOT IN ('text', 'null') OR length("user_id") > 20 LIMIT 1
DROP TABLE "posts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_posts" RENAME TO "posts";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "cinnabar_new_users" (
    "id" VARCHAR(20) NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT OR ABORT INTO "cinnabar_new_users" (rowid, "id", "name") SELECT rowid, "id", "name" FROM "users";
-- must find nothing: SELECT 1 FROM "cinnabar_new_users" WHERE typeof("id") NOT IN ('text', 'null') OR length("id") > 20 LIMIT 1
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("posts");
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "x" BLOB,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "x") SELECT "id", "name", CAST("x" AS BLOB) FROM "users";
-- must find nothing: SELECT 1 FROM "cinnabar_new_users" WHERE typeof("x") NOT IN ('blob', 'null') LIMIT 1
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "x" TEXT,
    CONSTRAINT "pk_users" PRIMARY KEY ("id")
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "x") SELECT "id", "name", CAST("x" AS TEXT) FROM "users";
-- must find nothing: SELECT 1 FROM "cinnabar_new_users" WHERE typeof("x") NOT IN ('text', 'null') LIMIT 1
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

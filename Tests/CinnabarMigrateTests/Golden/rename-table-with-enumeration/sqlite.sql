-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
ALTER TABLE "users" RENAME TO "people";
CREATE TABLE "cinnabar_new_people" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "x" VARCHAR(1) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_people_x" CHECK ("x" IN ('a', 'b'))
);
INSERT OR ABORT INTO "cinnabar_new_people" ("id", "name", "x") SELECT "id", "name", "x" FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_people" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("people");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_people" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "x" VARCHAR(1) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_people_x" CHECK ("x" IN ('a'))
);
INSERT OR ABORT INTO "cinnabar_new_people" ("id", "name", "x") SELECT "id", "name", "x" FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_people" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
ALTER TABLE "people" RENAME TO "users";
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
ALTER TABLE "users" RENAME COLUMN "x" TO "y";
CREATE TABLE "cinnabar_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "y" VARCHAR(9) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_y" CHECK ("y" IN ('admin', 'user', 'moderator'))
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "y") SELECT "id", "name", "y" FROM "users";
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
    "y" VARCHAR(5) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_y" CHECK ("y" IN ('admin', 'user'))
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "y") SELECT "id", "name", "y" FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
ALTER TABLE "users" RENAME COLUMN "y" TO "x";
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

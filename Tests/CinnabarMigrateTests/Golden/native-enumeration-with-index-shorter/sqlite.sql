-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "role" VARCHAR(4) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_role" CHECK ("role" IN ('user'))
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "role") SELECT "id", "name", "role" FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "ix_users_role" ON "users" ("role");
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
    "role" VARCHAR(5) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "ck_users_role" CHECK ("role" IN ('admin', 'user'))
);
INSERT OR ABORT INTO "cinnabar_new_users" ("id", "name", "role") SELECT "id", "name", "role" FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_users" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "ix_users_role" ON "users" ("role");
PRAGMA foreign_key_check("users");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

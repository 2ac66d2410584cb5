-- upgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_links" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "pk_links" PRIMARY KEY ("a", "b")
);
INSERT OR ABORT INTO "cinnabar_new_links" ("a", "b") SELECT "a", "b" FROM "links";
DROP TABLE "links";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_links" RENAME TO "links";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("links");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;
-- downgrade
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE "cinnabar_new_links" (
    "a" INTEGER NOT NULL,
    "b" INTEGER NOT NULL,
    CONSTRAINT "pk_links" PRIMARY KEY ("a")
);
INSERT OR ABORT INTO "cinnabar_new_links" ("a", "b") SELECT "a", "b" FROM "links";
DROP TABLE "links";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cinnabar_new_links" RENAME TO "links";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check("links");
PRAGMA legacy_alter_table = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = ON;

-- upgrade
CREATE TABLE "users" (
    "id" INTEGER NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "email" VARCHAR(120) NOT NULL,
    "role" VARCHAR(5) NOT NULL,
    CONSTRAINT "pk_users" PRIMARY KEY ("id"),
    CONSTRAINT "uq_users_email" UNIQUE ("email"),
    CONSTRAINT "ck_users_name" CHECK (name <> ''),
    CONSTRAINT "ck_users_role" CHECK ("role" IN ('admin', 'user'))
);
CREATE INDEX "ix_users_name" ON "users" ("name");
-- downgrade
DROP TABLE "users";

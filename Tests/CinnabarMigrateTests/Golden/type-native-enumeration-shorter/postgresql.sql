-- upgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE VARCHAR(5);
DROP TYPE "role";
CREATE TYPE "role" AS ENUM ('user');
ALTER TABLE "users" ALTER COLUMN "x" TYPE "role" USING CAST("x" AS "role");
-- downgrade
ALTER TABLE "users" ALTER COLUMN "x" TYPE VARCHAR(5);
DROP TYPE "role";
CREATE TYPE "role" AS ENUM ('admin', 'user');
ALTER TABLE "users" ALTER COLUMN "x" TYPE "role" USING CAST("x" AS "role");

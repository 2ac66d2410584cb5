-- upgrade
ALTER TABLE "users" ALTER COLUMN "role" TYPE VARCHAR(5);
DROP TYPE "role";
CREATE TYPE "role" AS ENUM ('user');
ALTER TABLE "users" ALTER COLUMN "role" TYPE "role" USING CAST("role" AS "role");
-- downgrade
ALTER TABLE "users" ALTER COLUMN "role" TYPE VARCHAR(5);
DROP TYPE "role";
CREATE TYPE "role" AS ENUM ('admin', 'user');
ALTER TABLE "users" ALTER COLUMN "role" TYPE "role" USING CAST("role" AS "role");

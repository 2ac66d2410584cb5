-- upgrade
ALTER TABLE "users" ADD COLUMN "x" DECIMAL_TEXT(10, 2) COLLATE "cinnabar_decimal" NOT NULL DEFAULT '1.5';
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

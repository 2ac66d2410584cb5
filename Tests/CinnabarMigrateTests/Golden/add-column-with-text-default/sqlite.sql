-- upgrade
ALTER TABLE "users" ADD COLUMN "x" VARCHAR(20) NOT NULL DEFAULT 'it''s "x"';
-- downgrade
ALTER TABLE "users" DROP COLUMN "x";

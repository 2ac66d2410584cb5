-- upgrade
ALTER TABLE "users" ADD COLUMN "Odd ""name""" INTEGER;
-- downgrade
ALTER TABLE "users" DROP COLUMN "Odd ""name""";

-- upgrade
ALTER TABLE "users" ADD CONSTRAINT "positive" CHECK ("order" > 0);
-- downgrade
ALTER TABLE "users" DROP CONSTRAINT "positive";

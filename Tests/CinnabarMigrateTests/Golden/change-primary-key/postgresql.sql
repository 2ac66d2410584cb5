-- upgrade
ALTER TABLE "links" DROP CONSTRAINT "pk_links";
ALTER TABLE "links" ADD CONSTRAINT "pk_links" PRIMARY KEY ("a", "b");
-- downgrade
ALTER TABLE "links" DROP CONSTRAINT "pk_links";
ALTER TABLE "links" ADD CONSTRAINT "pk_links" PRIMARY KEY ("a");

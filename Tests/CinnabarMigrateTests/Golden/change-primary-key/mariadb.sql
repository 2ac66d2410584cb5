-- upgrade
ALTER TABLE `links` DROP PRIMARY KEY, ADD CONSTRAINT `pk_links` PRIMARY KEY (`a`, `b`);
-- downgrade
ALTER TABLE `links` DROP PRIMARY KEY, ADD CONSTRAINT `pk_links` PRIMARY KEY (`a`);

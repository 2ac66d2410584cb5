-- upgrade
ALTER TABLE `users` ADD COLUMN `x` BIGINT;
UPDATE `users` SET x = length(name) WHERE (x IS NULL);
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT NOT NULL;
-- downgrade
ALTER TABLE `users` MODIFY COLUMN `x` BIGINT;
ALTER TABLE `users` DROP COLUMN `x`;

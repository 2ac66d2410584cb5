-- upgrade
ALTER TABLE `users` ADD COLUMN `x` LONGTEXT COMMENT 'it''s new';
-- downgrade
ALTER TABLE `users` DROP COLUMN `x`;

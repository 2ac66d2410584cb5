-- upgrade
ALTER TABLE `users` COMMENT = 'it''s people';
-- downgrade
ALTER TABLE `users` COMMENT = '';

-- upgrade
ALTER TABLE `users` COMMENT = '';
-- downgrade
ALTER TABLE `users` COMMENT = 'n';

-- upgrade
ALTER TYPE "role" ADD VALUE 'it''s' AFTER 'admin';
-- downgrade


-- upgrade

-- downgrade


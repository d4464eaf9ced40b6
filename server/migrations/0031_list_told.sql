-- Whoever has rows of a list hears of them once, when all of it is there.
ALTER TABLE verification.list ADD COLUMN told_at timestamptz;
UPDATE verification.list SET told_at = at;
COMMENT ON COLUMN verification.list.told_at IS 'When the owners of its rows were told of them, which happens once; null while the list is coming in.';

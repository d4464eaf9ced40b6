-- How the file of a list was written, so that the answer to its sender is written in the same way.

ALTER TABLE verification.list ADD COLUMN format jsonb NOT NULL DEFAULT '{"type":"xlsx"}';
COMMENT ON COLUMN verification.list.format IS 'Workbook, or text with its encoding and delimiter (kernel/imports/table.ts).';

-- Imports: files that somebody sent, what they came to, rows held back, and what makes two rows the same.

CREATE SCHEMA import;

CREATE TABLE import.file (
  county text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('checking', 'checked', 'committing', 'committed', 'failed', 'discarded')),
  by_account uuid NOT NULL,
  at timestamptz NOT NULL,
  options jsonb NOT NULL,
  file_key bytea,
  found jsonb,
  counts jsonb,
  progress_rows bigint NOT NULL,
  problem jsonb,
  PRIMARY KEY (county, id)
);
CREATE INDEX file_by_time ON import.file (county, at);
COMMENT ON TABLE import.file IS 'Files that were imported or checked. The file itself lies encrypted in the data folder until its time is over.';
COMMENT ON COLUMN import.file.file_key IS 'Key of the stored file, sealed under the master key; NULL when the file is gone or was read in place.';
COMMENT ON COLUMN import.file.found IS 'What checking understood: sheets, warnings, a masked preview.';

CREATE TABLE import.held (
  county text NOT NULL,
  id uuid NOT NULL,
  import uuid NOT NULL,
  sheet text NOT NULL,
  row_number integer NOT NULL CHECK (row_number > 0),
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'taken', 'duplicate', 'dismissed')),
  entry uuid,
  sealed bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX held_by_import ON import.held (county, import);
CREATE INDEX held_open ON import.held (county, at) WHERE state = 'open';
COMMENT ON TABLE import.held IS 'Rows that could not be taken, kept with file, sheet and row until someone corrects or dismisses them.';

CREATE TABLE import.row_key (
  county text NOT NULL,
  key bytea NOT NULL,
  import uuid NOT NULL,
  sheet text NOT NULL,
  row_number integer NOT NULL,
  passage uuid NOT NULL,
  person smallint NOT NULL,
  loose bytea NOT NULL,
  PRIMARY KEY (county, key)
);
CREATE INDEX row_key_by_passage ON import.row_key (county, passage);
COMMENT ON TABLE import.row_key IS 'Which row of which file each imported person came from. A key that is claimed is not taken a second time.';
COMMENT ON COLUMN import.row_key.key IS 'Keyed hash of post, minute, plate, name and document number.';
COMMENT ON COLUMN import.row_key.loose IS 'The same with the phone in place of the number: knows a row again whose number was corrected.';

CREATE TABLE import.mapping (
  county text NOT NULL,
  kind text NOT NULL,
  header text NOT NULL,
  field text NOT NULL,
  PRIMARY KEY (county, kind, header)
);
COMMENT ON TABLE import.mapping IS 'Header words that somebody has explained, for the next file of the same kind.';

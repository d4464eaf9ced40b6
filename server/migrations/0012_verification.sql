-- Lists that others send, their rows, what was found. No personal data: that stays sealed in the ledger.

CREATE SCHEMA verification;
COMMENT ON SCHEMA verification IS 'Verification desk: lists, rows, attempts, findings';

CREATE TABLE verification.list (
  county text NOT NULL,
  id uuid NOT NULL,
  position bigint NOT NULL,
  import uuid NOT NULL,
  sender text NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  due timestamptz NOT NULL,
  priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 3),
  actor uuid NOT NULL,
  corrects uuid,
  ended text CHECK (ended IN ('withdrawn', 'corrected')),
  ended_at timestamptz,
  ended_by uuid,
  PRIMARY KEY (county, id),
  CHECK ((ended IS NULL) = (ended_at IS NULL))
);
CREATE INDEX list_by_time ON verification.list (county, at, id);
CREATE INDEX list_by_import ON verification.list (county, import);
COMMENT ON TABLE verification.list IS 'Lists as they were received; never deleted. `id` is the entry that received it.';
COMMENT ON COLUMN verification.list.ended IS 'Taken back by its sender, or set right by a later list (`ended_by`).';

CREATE TABLE verification.sheet (
  county text NOT NULL,
  list uuid NOT NULL,
  id uuid NOT NULL,
  position bigint NOT NULL,
  sheet text NOT NULL,
  columns jsonb NOT NULL,
  PRIMARY KEY (county, list, id)
);
COMMENT ON TABLE verification.sheet IS 'Sheets of a list and how their columns were understood; titles and header lie sealed in the entry `id`.';

CREATE TABLE verification.row (
  county text NOT NULL,
  id uuid NOT NULL,
  list uuid NOT NULL,
  sheet text NOT NULL,
  row_number integer NOT NULL CHECK (row_number > 0),
  position bigint NOT NULL,
  superseded bigint,
  post text NOT NULL,
  area text NOT NULL,
  occurred timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('taken', 'held', 'duplicate')),
  state text NOT NULL CHECK (state IN ('open', 'closed', 'returned', 'duplicate')),
  held text,
  flags text[] NOT NULL,
  name_masked text,
  document_token bytea,
  phone_token bytea,
  key bytea,
  duplicate_of uuid,
  place text CHECK (place ~ '^[0-9]{12}$'),
  resolved jsonb NOT NULL,
  arrived date,
  due timestamptz NOT NULL,
  task uuid,
  tasks smallint NOT NULL,
  version uuid NOT NULL,
  finding uuid,
  found text,
  concealed boolean NOT NULL,
  contested boolean NOT NULL,
  attempts integer NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, list) REFERENCES verification.list (county, id) ON DELETE RESTRICT,
  CHECK ((state = 'duplicate') = (duplicate_of IS NOT NULL)),
  CHECK ((state IN ('closed', 'returned')) = (ended_at IS NOT NULL)),
  CHECK ((state = 'duplicate') = (task IS NULL))
);
CREATE INDEX row_by_list ON verification.row (county, list, id);
CREATE INDEX row_by_due ON verification.row (county, due, id) WHERE state = 'open';
CREATE INDEX row_unplaced ON verification.row (county, due, id) WHERE state = 'open' AND place IS NULL;
CREATE INDEX row_contested ON verification.row (county, id) WHERE contested;
CREATE INDEX row_repeats ON verification.row (county, duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX row_by_document ON verification.row (county, document_token) WHERE document_token IS NOT NULL;
CREATE INDEX row_by_phone ON verification.row (county, phone_token) WHERE phone_token IS NOT NULL;
CREATE INDEX row_by_time ON verification.row (county, occurred);
CREATE INDEX row_by_position ON verification.row USING brin (position);
COMMENT ON TABLE verification.row IS 'Every row of every list, held and repeated ones too; never deleted. received = open + closed + returned + duplicate.';
COMMENT ON COLUMN verification.row.area IS 'Where it was placed when it was received, the county where it was not: what figures count it under.';
COMMENT ON COLUMN verification.row.place IS 'Where it belongs now; null while nobody could say.';
COMMENT ON COLUMN verification.row.outcome IS 'What it was when it was received: rows = taken + held + duplicate.';
COMMENT ON COLUMN verification.row.version IS 'The entry that says last who it is about.';
COMMENT ON COLUMN verification.row.task IS 'Its newest task; `tasks` counts how many it has had.';
COMMENT ON COLUMN verification.row.key IS 'Keyed hash of what makes two rows the same; ends with the tokens.';

CREATE TABLE verification.row_key (
  county text NOT NULL,
  key bytea NOT NULL,
  row uuid NOT NULL,
  PRIMARY KEY (county, key)
);
CREATE INDEX row_key_by_row ON verification.row_key (county, row);
COMMENT ON TABLE verification.row_key IS 'The row that a repeated one is a duplicate of, over all lists.';

CREATE TABLE verification.tally (
  county text NOT NULL,
  list uuid NOT NULL,
  state text NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (county, list, state)
) WITH (fillfactor = 70);
COMMENT ON TABLE verification.tally IS 'How many rows of a list stand in each state, written in the transaction of the change.';

CREATE TABLE verification.finding (
  county text NOT NULL,
  id uuid NOT NULL,
  row uuid NOT NULL,
  task uuid NOT NULL,
  position bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  actor uuid NOT NULL,
  finding text NOT NULL,
  at timestamptz NOT NULL,
  how text NOT NULL,
  state text NOT NULL CHECK (state IN ('stands', 'rival', 'replaced')),
  concealed boolean NOT NULL,
  evidence text[] NOT NULL,
  moved_to text,
  right_area text,
  attempts jsonb NOT NULL,
  wrong text[] NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX finding_by_row ON verification.finding (county, row);
COMMENT ON TABLE verification.finding IS 'Everything that was found about a row, the rival findings of people who did not know of one another too.';

CREATE TABLE verification.attempt (
  county text NOT NULL,
  id uuid NOT NULL,
  row uuid NOT NULL,
  at timestamptz NOT NULL,
  how text NOT NULL,
  result text NOT NULL,
  actor uuid NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX attempt_by_row ON verification.attempt (county, row);
COMMENT ON TABLE verification.attempt IS 'Attempts that reached nobody, recorded one by one.';

CREATE TABLE verification.event (
  county text NOT NULL,
  row uuid NOT NULL,
  position bigint NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('placed', 'corrected', 'returned', 'withdrawn', 'superseded', 'moved', 'reopened', 'settled')),
  actor uuid NOT NULL,
  area text,
  unit uuid,
  reason text,
  PRIMARY KEY (county, row, position)
);
COMMENT ON TABLE verification.event IS 'What was done with a row besides findings and the steps of its tasks; `id` is the entry.';

CREATE TABLE verification.ending (
  county text NOT NULL,
  id uuid NOT NULL,
  row uuid NOT NULL,
  position bigint NOT NULL,
  superseded bigint,
  post text NOT NULL,
  area text NOT NULL,
  occurred timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('closed', 'returned')),
  on_site boolean NOT NULL,
  minutes integer NOT NULL CHECK (minutes >= 0),
  PRIMARY KEY (county, id, row)
);
CREATE INDEX ending_by_row ON verification.ending (county, row);
CREATE INDEX ending_by_time ON verification.ending (county, occurred);
CREATE INDEX ending_superseded ON verification.ending (county, superseded) WHERE superseded IS NOT NULL;
CREATE INDEX ending_by_position ON verification.ending USING brin (position);
COMMENT ON TABLE verification.ending IS 'Endings of rows, as figures count them: at a cut-off while position <= cut-off < superseded.';
COMMENT ON COLUMN verification.ending.minutes IS 'From the receipt of the row to its ending.';

CREATE TABLE import.sender_mapping (
  county text NOT NULL,
  kind text NOT NULL,
  sender text NOT NULL,
  header text NOT NULL,
  field text NOT NULL,
  PRIMARY KEY (county, kind, sender, header)
);
COMMENT ON TABLE import.sender_mapping IS 'Header words that somebody has explained for the files of one sender; they go before those of the kind.';

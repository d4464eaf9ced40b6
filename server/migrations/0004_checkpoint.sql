-- Checkpoints: posts, shifts, passages with their persons, fevers. No personal data here: that stays sealed in the ledger.

CREATE SCHEMA checkpoint;

CREATE TABLE checkpoint.post (
  county text NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  type text NOT NULL CHECK (type IN ('expressway_exit', 'trunk_road', 'other')),
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  aliases text[] NOT NULL,
  active boolean NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, code)
);
COMMENT ON TABLE checkpoint.post IS 'Checkpoints as last defined.';

CREATE TABLE checkpoint.shift (
  county text NOT NULL,
  id uuid NOT NULL,
  post text NOT NULL,
  label text,
  agencies text[] NOT NULL,
  members jsonb NOT NULL,
  note text,
  opened_at timestamptz NOT NULL,
  opened_by uuid NOT NULL,
  position bigint NOT NULL,
  closed_at timestamptz,
  closed_by uuid,
  closed_position bigint,
  handover text,
  PRIMARY KEY (county, id)
);
CREATE INDEX shift_by_post ON checkpoint.shift (county, post, opened_at);
COMMENT ON TABLE checkpoint.shift IS 'Periods of duty at a post. `id` is the id of the entry that opened it.';

CREATE TABLE checkpoint.passage (
  county text NOT NULL,
  id uuid NOT NULL,
  passage uuid NOT NULL,
  position bigint NOT NULL,
  superseded bigint,
  superseded_as text CHECK (superseded_as IN ('corrected', 'voided')),
  post text NOT NULL,
  area text NOT NULL,
  shift uuid,
  device uuid NOT NULL,
  actor uuid NOT NULL,
  occurred timestamptz NOT NULL,
  claimed timestamptz NOT NULL,
  received timestamptz NOT NULL,
  mode text NOT NULL CHECK (mode IN ('vehicle', 'pedestrian')),
  vehicle_type text,
  plate_token bytea,
  origin text,
  destination text,
  outcome text NOT NULL CHECK (outcome IN ('passed', 'turned_back', 'sent_to_sampling', 'handed_to_clinician')),
  reason text,
  persons smallint NOT NULL CHECK (persons > 0),
  certificates smallint NOT NULL,
  samples smallint NOT NULL,
  fevers smallint NOT NULL,
  flags text[] NOT NULL,
  source jsonb,
  PRIMARY KEY (county, id),
  CHECK ((superseded IS NULL) = (superseded_as IS NULL)),
  CHECK (outcome <> 'turned_back' OR reason IS NOT NULL)
) PARTITION BY RANGE (id);
CREATE TABLE checkpoint.passage_default PARTITION OF checkpoint.passage DEFAULT;
CREATE INDEX passage_by_time ON checkpoint.passage (county, occurred, id);
CREATE INDEX passage_by_plate ON checkpoint.passage (county, plate_token) WHERE plate_token IS NOT NULL;
CREATE INDEX passage_by_root ON checkpoint.passage (county, passage) WHERE id <> passage;
CREATE INDEX passage_superseded ON checkpoint.passage (county, superseded) WHERE superseded IS NOT NULL;
CREATE INDEX passage_by_position ON checkpoint.passage USING brin (position);
COMMENT ON TABLE checkpoint.passage IS 'Each version of each passage: registered, or corrected by a later entry. Counted at a cut-off while position <= cut-off < superseded.';
COMMENT ON COLUMN checkpoint.passage.id IS 'The entry that made this version.';
COMMENT ON COLUMN checkpoint.passage.passage IS 'The entry that registered it first: the same for all versions.';
COMMENT ON COLUMN checkpoint.passage.occurred IS 'When it happened, as figures count it: the claim, set right by the device''s skew (domain kernel/time.ts).';
COMMENT ON COLUMN checkpoint.passage.claimed IS 'The device''s clock, as it was sent.';

CREATE TABLE checkpoint.person (
  county text NOT NULL,
  id uuid NOT NULL,
  person smallint NOT NULL,
  document_type text,
  document_state text,
  document_token bytea,
  phone_token bytea,
  temperature real,
  fever boolean NOT NULL,
  certificate text NOT NULL CHECK (certificate IN ('none', 'negative', 'positive', 'vaccinated')),
  certificate_hours real,
  sampled boolean NOT NULL,
  PRIMARY KEY (county, id, person)
) PARTITION BY RANGE (id);
CREATE TABLE checkpoint.person_default PARTITION OF checkpoint.person DEFAULT;
CREATE INDEX person_by_document ON checkpoint.person (county, document_token) WHERE document_token IS NOT NULL;
COMMENT ON TABLE checkpoint.person IS 'The persons of each version of a passage, by their place in it. Tokens are keyed hashes for look-up.';

CREATE TABLE checkpoint.fever (
  county text NOT NULL,
  passage uuid NOT NULL,
  person smallint NOT NULL,
  post text NOT NULL,
  temperature real,
  opened_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by uuid,
  ended_entry uuid,
  outcome text,
  PRIMARY KEY (county, passage, person),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX fever_open ON checkpoint.fever (county, due_at) WHERE ended_at IS NULL;
COMMENT ON TABLE checkpoint.fever IS 'Fevers and symptoms found, each open until the clinician on shift ends it.';

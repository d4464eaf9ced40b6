-- The kernel's own tables: counties, the ledger, the hourly sums.

CREATE SCHEMA IF NOT EXISTS kernel;

CREATE TABLE kernel.county (
  county text PRIMARY KEY CHECK (county ~ '^[0-9]{6}$'),
  name text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  exercise boolean NOT NULL,
  created timestamptz NOT NULL
);
COMMENT ON TABLE kernel.county IS 'Counties that have joined. `county` is given once and never changed, whatever happens to official codes.';

CREATE SCHEMA ledger;

CREATE TABLE ledger.head (
  county text PRIMARY KEY,
  position bigint NOT NULL CHECK (position >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  signature bytea NOT NULL,
  key_id text NOT NULL,
  signed_at timestamptz NOT NULL
);
COMMENT ON TABLE ledger.head IS 'Newest position of each county, its chain hash and the signature over both. Its row lock gives positions in commit order.';

CREATE TABLE ledger.signer (
  key_id text PRIMARY KEY,
  public_key bytea NOT NULL,
  since timestamptz NOT NULL
);
COMMENT ON TABLE ledger.signer IS 'Public halves (SPKI, DER) of the keys that have signed heads and reports, so that anyone can verify.';

CREATE TABLE ledger.entry (
  county text NOT NULL,
  id uuid NOT NULL,
  position bigint NOT NULL,
  hash bytea NOT NULL,
  digest bytea NOT NULL,
  content text NOT NULL,
  sealed bytea,
  PRIMARY KEY (county, id)
) PARTITION BY RANGE (id);
CREATE TABLE ledger.entry_default PARTITION OF ledger.entry DEFAULT;
CREATE INDEX entry_by_position ON ledger.entry (county, position);
COMMENT ON TABLE ledger.entry IS 'Every applied entry, once, for ever. Inserted, never updated. Partitioned by month of the UUIDv7 id.';
COMMENT ON COLUMN ledger.entry.position IS 'Dense per county, in commit order.';
COMMENT ON COLUMN ledger.entry.hash IS 'SHA-256 over previous hash, position, id, digest, length of content, content, sealed (kernel/ledger/chain.ts).';
COMMENT ON COLUMN ledger.entry.digest IS 'Keyed digest of what was sent: tells a repeated delivery from another content under the same id.';
COMMENT ON COLUMN ledger.entry.content IS 'JSON without personal data.';
COMMENT ON COLUMN ledger.entry.sealed IS 'Personal data, encrypted under the data key of its county and week.';

CREATE TABLE ledger.tray (
  county text NOT NULL,
  id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('held', 'refused', 'released')),
  reason text,
  kind text NOT NULL,
  post text,
  device uuid,
  base uuid,
  digest bytea NOT NULL,
  sealed bytea NOT NULL,
  received timestamptz NOT NULL,
  released_at timestamptz,
  PRIMARY KEY (county, id),
  CHECK (status <> 'refused' OR reason IS NOT NULL)
);
CREATE INDEX tray_by_base ON ledger.tray (county, base) WHERE status = 'held';
CREATE INDEX tray_by_received ON ledger.tray (county, status, received);
COMMENT ON TABLE ledger.tray IS 'Stored answers that are not "applied": held until their base arrives, or refused with a reason.';
COMMENT ON COLUMN ledger.tray.sealed IS 'The whole entry as it came, encrypted: nothing in it has been checked for personal data.';

CREATE TABLE ledger.device (
  county text NOT NULL,
  device uuid NOT NULL,
  received int8multirange NOT NULL,
  captured bigint NOT NULL,
  undelivered bigint NOT NULL,
  last_delivery timestamptz,
  last_contact timestamptz NOT NULL,
  behind_since timestamptz,
  skew_seconds bigint NOT NULL,
  PRIMARY KEY (county, device)
);
COMMENT ON TABLE ledger.device IS 'Which sequence numbers of each device have been answered, and what it says it still holds.';

CREATE TABLE ledger.alarm (
  county text NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX alarm_by_time ON ledger.alarm (county, at);
COMMENT ON TABLE ledger.alarm IS 'What a person must look at: an id sent again with other content, a sequence number used twice, an entry that could not be stored.';

CREATE SCHEMA indicators;

CREATE TABLE indicators.hour (
  county text NOT NULL,
  indicator text NOT NULL,
  hour timestamptz NOT NULL,
  area text NOT NULL,
  post text NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (county, indicator, hour, area, post)
) WITH (fillfactor = 70);
COMMENT ON TABLE indicators.hour IS 'Hourly sums, written in the same transaction as the rows that they count, so that a report costs what its period costs.';

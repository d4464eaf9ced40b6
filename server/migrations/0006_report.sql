-- Daily reports: frozen when compiled, signed by four people one after the other.

CREATE SCHEMA report;

CREATE TABLE report.report (
  county text NOT NULL,
  id uuid NOT NULL,
  position bigint NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  cut_off bigint NOT NULL CHECK (cut_off >= 0),
  year smallint NOT NULL,
  serial integer NOT NULL CHECK (serial > 0),
  number text NOT NULL,
  state text NOT NULL CHECK (state IN ('compiled', 'reviewed', 'approved', 'issued', 'returned')),
  content text NOT NULL,
  compiled_at timestamptz NOT NULL,
  issued_at timestamptz,
  replaces uuid,
  PRIMARY KEY (county, id),
  CHECK ((state = 'issued') = (issued_at IS NOT NULL)),
  FOREIGN KEY (county, replaces) REFERENCES report.report (county, id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX report_replaced_once ON report.report (county, replaces) WHERE replaces IS NOT NULL;
CREATE INDEX report_by_serial ON report.report (county, area, year, serial);
CREATE INDEX report_by_time ON report.report (county, compiled_at);
COMMENT ON TABLE report.report IS 'Reports as they were compiled; only `state` and `issued_at` ever change. `id` is the id of the entry that compiled it.';
COMMENT ON COLUMN report.report.cut_off IS 'Ledger position at which its figures were counted.';
COMMENT ON COLUMN report.report.serial IS 'Counts up by area and year; a report that replaces a returned one keeps its number.';
COMMENT ON COLUMN report.report.content IS 'What is signed: canonical JSON (ReportContent). Text, so that not even a database may lay it out anew.';

CREATE TABLE report.hand (
  county text NOT NULL,
  report uuid NOT NULL,
  place smallint NOT NULL,
  step text NOT NULL CHECK (step IN ('compiled', 'reviewed', 'approved', 'issued', 'returned')),
  account uuid NOT NULL,
  display text NOT NULL,
  at timestamptz NOT NULL,
  remark text,
  entry uuid NOT NULL,
  PRIMARY KEY (county, report, place),
  UNIQUE (county, report, step),
  FOREIGN KEY (county, report) REFERENCES report.report (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE report.hand IS 'Who compiled, reviewed, approved, issued or returned a report, in their order.';
COMMENT ON COLUMN report.hand.display IS 'The name as it stood then: it is part of what is signed.';

CREATE TABLE report.published (
  county text NOT NULL,
  report uuid NOT NULL,
  indicator text NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (county, report, indicator),
  FOREIGN KEY (county, report) REFERENCES report.report (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE report.published IS 'The last value made public of each figure of an issued report: as issued, or as amended by a later issued one.';

CREATE TABLE report.signature (
  county text NOT NULL,
  report uuid NOT NULL,
  key_id text NOT NULL,
  value text NOT NULL,
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (county, report),
  FOREIGN KEY (county, report) REFERENCES report.report (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE report.signature IS 'Ed25519 over an issued report''s content and hands, base64url; made once. The public key stands in ledger.signer.';

-- Names of places that a county has learned from corrections: what people there call an area that is named otherwise.

CREATE TABLE area.alias (
  county   text NOT NULL,
  id       uuid NOT NULL,
  text     text NOT NULL CHECK (char_length(text) BETWEEN 2 AND 16),
  code     char(12) COLLATE "C" NOT NULL CHECK (code ~ '^[1-9][0-9]{11}$'),
  position bigint NOT NULL,
  at       timestamptz NOT NULL,
  dropped  bigint,
  PRIMARY KEY (county, id)
);
CREATE INDEX alias_in_use ON area.alias (county, position) WHERE dropped IS NULL;

COMMENT ON TABLE area.alias IS 'Another name of an area as one county says it; of several with the same text the newest that was not dropped counts';
COMMENT ON COLUMN area.alias.id IS 'Id of the entry area.alias.learned';
COMMENT ON COLUMN area.alias.text IS 'The name of a place, comparable (domain: comparable, canBeAlias): never an address of a person';
COMMENT ON COLUMN area.alias.position IS 'Ledger position from which it counts';
COMMENT ON COLUMN area.alias.dropped IS 'Ledger position from which it no longer counts; null while it does';

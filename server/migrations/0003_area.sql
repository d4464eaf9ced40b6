-- The administrative tree (区划): reference data, the same for every county, filled from server/assets/areas.pack.

CREATE SCHEMA area;

CREATE TABLE area.area (
  code        char(12) COLLATE "C" PRIMARY KEY CHECK (code ~ '^[1-9][0-9]{11}$'),
  parent      char(12) COLLATE "C" CHECK ((parent IS NULL) = (level = 1)),
  level       smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  name        text NOT NULL CHECK (name <> ''),
  pinyin      text NOT NULL,
  initials    text NOT NULL,
  valid_from  date NOT NULL,
  valid_until date CHECK (valid_until > valid_from)
);

COMMENT ON SCHEMA area IS 'Administrative areas 区划: the statistical tree from province to village';
COMMENT ON TABLE area.area IS 'One node of the administrative tree; a code once used is never given another meaning, it ends with valid_until';
COMMENT ON COLUMN area.area.code IS '12-digit statistical code: province 2, city 2, county 2, township 3, village 3 digits; higher nodes end in zeros';
COMMENT ON COLUMN area.area.parent IS 'Code of the area above; null for a province. Townships of a city without counties (东莞) lie right below the city';
COMMENT ON COLUMN area.area.level IS '1 province, 2 city, 3 county, 4 township, 5 village';
COMMENT ON COLUMN area.area.name IS 'Official name as published';
COMMENT ON COLUMN area.area.pinyin IS 'Pinyin of the name as spoken, lower case, no tones, no blanks, ü as v (fengxian)';
COMMENT ON COLUMN area.area.initials IS 'First letters of the syllables (fx)';
COMMENT ON COLUMN area.area.valid_from IS 'Day of the edition in which the code was first loaded';
COMMENT ON COLUMN area.area.valid_until IS 'First day on which the code is no longer in use; null while it is';

CREATE INDEX area_parent ON area.area (parent);
-- Prefix searches compare with ~>=~ and ~<~, which work under every collation of the database.
CREATE INDEX area_name ON area.area (lower(name) text_pattern_ops);
CREATE INDEX area_pinyin ON area.area (pinyin text_pattern_ops);
CREATE INDEX area_initials ON area.area (initials text_pattern_ops);

-- The register of persons: who of all rows and passages is the same person. No personal data: keyed hashes and area codes.

CREATE SCHEMA people;

CREATE TABLE people.subject (
  county text NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL CHECK (type IN ('row', 'passage')),
  home uuid NOT NULL,
  person uuid NOT NULL,
  how text NOT NULL CHECK (how IN ('alone', 'document', 'person')),
  document bytea,
  paper bytea,
  phone bytea,
  name bytea,
  born bytea,
  area text CHECK (area ~ '^[0-9]{12}$'),
  position bigint NOT NULL,
  ordinal integer NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (county, id)
);
CREATE INDEX subject_by_person ON people.subject (county, person);
CREATE INDEX subject_by_document ON people.subject (county, document, id) WHERE document IS NOT NULL;
CREATE INDEX subject_by_paper ON people.subject (county, paper, id) WHERE paper IS NOT NULL;
CREATE INDEX subject_by_phone ON people.subject (county, phone, name, born, id) WHERE phone IS NOT NULL;
CREATE INDEX subject_by_born ON people.subject (county, name, born, id) WHERE name IS NOT NULL AND born IS NOT NULL;
CREATE INDEX subject_by_area ON people.subject (county, name, area, id) WHERE name IS NOT NULL AND area IS NOT NULL;
COMMENT ON TABLE people.subject IS 'Rows and passages, each with the one person that it is about. Tokens are keyed hashes; they are cleared when the key of their week ends.';
COMMENT ON COLUMN people.subject.home IS 'The person that it was put to: its own first, that of its document number, or the one that somebody chose.';
COMMENT ON COLUMN people.subject.person IS 'The person that its home has become part of by merges; the home itself when there are none.';
COMMENT ON COLUMN people.subject.position IS 'The entry that said last who it is about; with `ordinal`, the place among subjects of one entry, what was before what.';

CREATE TABLE people.step (
  county text NOT NULL,
  subject uuid NOT NULL,
  position bigint NOT NULL,
  entry uuid NOT NULL,
  what text NOT NULL CHECK (what IN ('linked', 'unlinked', 'corrected')),
  from_home uuid NOT NULL,
  from_how text NOT NULL,
  to_home uuid NOT NULL,
  actor uuid NOT NULL,
  at timestamptz NOT NULL,
  undone_by uuid,
  undone_actor uuid,
  undone_at timestamptz,
  PRIMARY KEY (county, subject, position)
);
CREATE INDEX step_by_from ON people.step (county, from_home);
CREATE INDEX step_by_to ON people.step (county, to_home);
COMMENT ON TABLE people.step IS 'Each move of a subject from one home to another, after its first.';

CREATE TABLE people.merge (
  county text NOT NULL,
  id uuid NOT NULL,
  from_person uuid NOT NULL,
  into_person uuid NOT NULL,
  position bigint NOT NULL,
  actor uuid NOT NULL,
  at timestamptz NOT NULL,
  undone_by uuid,
  undone_actor uuid,
  undone_at timestamptz,
  PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX merge_once ON people.merge (county, from_person) WHERE undone_by IS NULL;
CREATE INDEX merge_by_from ON people.merge (county, from_person);
CREATE INDEX merge_by_into ON people.merge (county, into_person);
COMMENT ON TABLE people.merge IS 'Persons that somebody said are one. Those not undone make a forest, whose roots are the persons of the register.';

CREATE TABLE people.suggestion (
  county text NOT NULL,
  subject uuid NOT NULL,
  other uuid NOT NULL,
  person uuid NOT NULL,
  other_person uuid NOT NULL,
  score smallint NOT NULL,
  parts text[] NOT NULL,
  at timestamptz NOT NULL,
  dismissed_by uuid,
  dismissed_actor uuid,
  dismissed_at timestamptz,
  PRIMARY KEY (county, subject, other)
);
CREATE INDEX suggestion_open ON people.suggestion (county, score DESC, subject, other) WHERE dismissed_by IS NULL AND person <> other_person;
CREATE INDEX suggestion_by_other ON people.suggestion (county, other);
CREATE INDEX suggestion_by_persons ON people.suggestion (county, person, other_person);
CREATE INDEX suggestion_by_other_person ON people.suggestion (county, other_person);
COMMENT ON TABLE people.suggestion IS 'Two subjects that may be about one person, for somebody to decide. Open while nobody has dismissed it and the two stand with different persons.';
COMMENT ON COLUMN people.suggestion.person IS 'The person of `subject` at present, as in people.subject.';
COMMENT ON COLUMN people.suggestion.parts IS 'What speaks for it and against it, by name: their points add up to the score.';

-- Whose turn it is to change what another import may be changing.

CREATE TABLE import.turn (
  county text PRIMARY KEY
);
COMMENT ON TABLE import.turn IS 'Its row is locked while an import reads a passage, adds to it and writes it back: one import of a county at a time.';

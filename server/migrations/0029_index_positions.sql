-- A BRIN index covers what was written since the last vacuum only when it summarizes by itself. An option of a partitioned
-- index cannot be changed, so it is made anew: a block range is read once, which takes seconds at millions of passages.
DROP INDEX checkpoint.passage_by_position;
CREATE INDEX passage_by_position ON checkpoint.passage USING brin (position) WITH (autosummarize = on);

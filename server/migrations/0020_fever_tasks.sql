-- A fever is a task now: owner, deadline and state stand in tasks.task. What stays here is what was measured and how it ended.

CREATE TABLE checkpoint.fever_ending (
  county text NOT NULL,
  entry uuid NOT NULL,
  passage uuid NOT NULL,
  person smallint NOT NULL,
  outcome text NOT NULL,
  PRIMARY KEY (county, entry)
);
COMMENT ON TABLE checkpoint.fever_ending IS 'How clinicians ended fevers. Where two did, the task says which ending stands.';

INSERT INTO checkpoint.fever_ending (county, entry, passage, person, outcome)
SELECT f.county, f.ended_entry, f.passage, f.person, f.outcome FROM checkpoint.fever f WHERE f.ended_entry IS NOT NULL;

-- Ids as the engine makes them: the time of the passage's id, then a digest of kind, passage and person.
INSERT INTO tasks.task (county, id, kind, subject, part, origin_type, origin, area, unit, state, live, priority, due_at, due_rule, amber_at,
  next_at, climbed, unheard, contested, opened_at, opened_entry, opened_by, opened_position, ended_at, ended_entry, position)
SELECT f.county,
  (substr(f.passage::text, 1, 13) || '-7' || substr(encode(d.h, 'hex'), 2, 3) || '-' || lpad(to_hex((get_byte(d.h, 2) & 63) | 128), 2, '0')
    || substr(encode(d.h, 'hex'), 7, 2) || '-' || substr(encode(d.h, 'hex'), 9, 12))::uuid,
  'checkpoint.fever', f.passage, f.person, 'entry', f.passage, p.area,
  coalesce((SELECT u.id FROM access.unit u WHERE u.county = f.county AND u.agency = 'health' ORDER BY u.created_at, u.id LIMIT 1),
    '00000000-0000-7000-8000-000000000000'),
  CASE WHEN f.ended_at IS NULL THEN 'open' ELSE 'done' END, f.ended_at IS NULL, 1, f.due_at, '+30m', f.due_at - interval '10 minutes',
  CASE WHEN f.ended_at IS NULL THEN f.due_at - interval '10 minutes' END, 0, false, false, f.opened_at, v.id, v.actor, v.position, f.ended_at,
  f.ended_entry, v.position
FROM checkpoint.fever f
JOIN checkpoint.post p ON p.county = f.county AND p.code = f.post
CROSS JOIN LATERAL (SELECT sha256(convert_to('checkpoint.fever|' || f.passage || '|' || f.person, 'UTF8')) AS h) d
CROSS JOIN LATERAL (SELECT w.id, w.actor, w.position FROM checkpoint.passage w WHERE w.county = f.county AND w.passage = f.passage
  ORDER BY w.position LIMIT 1) v;

INSERT INTO tasks.step (county, task, position, move, entry, actor, at, area, was, state, unheard, contested)
SELECT t.county, t.id, coalesce(e.position, t.position), 'finish', t.ended_entry, f.ended_by, t.ended_at, t.area, 'open', 'done', false, false
FROM tasks.task t JOIN checkpoint.fever f ON f.county = t.county AND f.passage = t.subject AND f.person = t.part
LEFT JOIN ledger.entry e ON e.county = t.county AND e.id = t.ended_entry
WHERE t.kind = 'checkpoint.fever' AND t.ended_entry IS NOT NULL;

INSERT INTO tasks.tally (county, kind, area, unit, origin_type, origin, state, number)
SELECT t.county, t.kind, t.area, t.unit, t.origin_type, '00000000-0000-0000-0000-000000000000', t.state, count(*)
FROM tasks.task t WHERE t.kind = 'checkpoint.fever' GROUP BY t.county, t.kind, t.area, t.unit, t.origin_type, t.state;

ALTER TABLE checkpoint.fever DROP COLUMN ended_at, DROP COLUMN ended_by, DROP COLUMN ended_entry, DROP COLUMN outcome,
  DROP COLUMN opened_at, DROP COLUMN due_at;
COMMENT ON TABLE checkpoint.fever IS 'Fevers and symptoms found, one for a person of a passage. Whether it is ended stands with its task.';

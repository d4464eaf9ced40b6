-- The deadline of a row is that of its task. What a list said stays with the row; what was set since is in the steps of the task.
CREATE INDEX step_due ON tasks.step (county, task, position) WHERE due_at IS NOT NULL AND move <> 'ask_extension';
COMMENT ON INDEX tasks.step_due IS 'Deadlines that were set anew; few beside all the steps there are.';

UPDATE verification.row r SET due = l.due FROM verification.list l
WHERE l.county = r.county AND l.id = r.list AND r.due <> l.due;
COMMENT ON COLUMN verification.row.due IS 'The deadline of its list, where its own began: from then on it is that of its task.';

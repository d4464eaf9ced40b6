-- Tasks: obligations with owner, deadline and ending; their history; who is on duty. No personal data.

CREATE SCHEMA tasks;
COMMENT ON SCHEMA tasks IS 'Tasks: obligations with owner, deadline and ending';

CREATE TABLE tasks.task (
  county text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  subject uuid NOT NULL,
  part integer,
  origin_type text NOT NULL CHECK (origin_type IN ('entry', 'list', 'directive', 'rule')),
  origin uuid NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  unit uuid NOT NULL,
  account uuid,
  state text NOT NULL CHECK (state IN ('open', 'accepted', 'done', 'confirmed', 'returned', 'cancelled')),
  live boolean NOT NULL,
  priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 3),
  due_at timestamptz NOT NULL,
  due_rule text NOT NULL,
  amber_at timestamptz NOT NULL,
  next_at timestamptz,
  climbed smallint NOT NULL,
  level text CHECK (level IN ('owner', 'unit_lead', 'task_force_lead', 'command_post')),
  unheard boolean NOT NULL,
  contested boolean NOT NULL,
  asked_due timestamptz,
  reason text,
  opened_at timestamptz NOT NULL,
  opened_entry uuid NOT NULL,
  opened_by uuid NOT NULL,
  opened_position bigint NOT NULL,
  ended_at timestamptz,
  ended_entry uuid,
  position bigint NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (next_at IS NULL OR state IN ('open', 'accepted', 'returned')),
  CHECK (live OR state IN ('done', 'confirmed', 'cancelled')),
  CHECK ((ended_at IS NULL) = (state NOT IN ('done', 'confirmed', 'cancelled')))
);
CREATE INDEX task_next ON tasks.task (county, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX task_by_owner ON tasks.task (county, unit, account, due_at) WHERE live;
CREATE INDEX task_by_account ON tasks.task (county, account, due_at) WHERE live AND account IS NOT NULL;
CREATE INDEX task_live ON tasks.task (county, due_at, id) INCLUDE (amber_at, kind, area, unit, origin_type, origin, state, opened_at) WHERE live;
CREATE INDEX task_live_kind ON tasks.task (county, kind, due_at) WHERE live;
CREATE INDEX task_marked ON tasks.task (county, due_at) WHERE contested OR unheard OR asked_due IS NOT NULL;
CREATE INDEX task_ended ON tasks.task (county, due_at, id) WHERE NOT live;
CREATE INDEX task_by_subject ON tasks.task (county, subject);
CREATE INDEX task_by_origin ON tasks.task (county, origin, due_at);
COMMENT ON TABLE tasks.task IS 'Obligations as they stand now. Each has one owner, one deadline and one state; how it came there is in tasks.step.';
COMMENT ON COLUMN tasks.task.subject IS 'What it is about, an id of its module: a row, a directive, a passage; `part` says which part of that.';
COMMENT ON COLUMN tasks.task.live IS 'Something is still to be done by somebody.';
COMMENT ON COLUMN tasks.task.next_at IS 'When it climbs next, by the server''s clock; null when it does not any more.';
COMMENT ON COLUMN tasks.task.climbed IS 'How many steps of its kind''s escalation it has climbed.';
COMMENT ON COLUMN tasks.task.unheard IS 'Nobody was on duty up to the top when it climbed last.';
COMMENT ON COLUMN tasks.task.contested IS 'Ended more than once, and nobody has said yet which ending stands.';
COMMENT ON COLUMN tasks.task.asked_due IS 'Until when more time has been asked for, while nobody has answered.';
COMMENT ON COLUMN tasks.task.reason IS 'Why it was handed back, sent back, cancelled or reopened, or more time asked for: the last one.';
COMMENT ON COLUMN tasks.task.ended_entry IS 'The entry of the ending that stands.';

CREATE TABLE tasks.step (
  county text NOT NULL,
  task uuid NOT NULL,
  position bigint NOT NULL,
  move text NOT NULL,
  entry uuid NOT NULL,
  actor uuid NOT NULL,
  at timestamptz NOT NULL,
  area text NOT NULL,
  was text NOT NULL,
  state text NOT NULL,
  level text,
  unheard boolean NOT NULL,
  reason text,
  due_at timestamptz,
  was_unit uuid,
  was_account uuid,
  unit uuid,
  account uuid,
  contested boolean NOT NULL,
  PRIMARY KEY (county, task, position, move)
);
CREATE INDEX step_by_level ON tasks.step (county, at, task) WHERE move = 'escalate';
COMMENT ON TABLE tasks.step IS 'Every move of every task, with the entry that made it. Inserted, never changed.';
COMMENT ON COLUMN tasks.step.was IS 'The state before; `state` is the one after.';
COMMENT ON COLUMN tasks.step.unit IS 'With `account` the new owner, `was_unit` and `was_account` the one before: of moves that change it.';
COMMENT ON COLUMN tasks.step.contested IS 'An ending of what was ended already.';

CREATE TABLE tasks.tally (
  county text NOT NULL,
  kind text NOT NULL,
  area text NOT NULL,
  unit uuid NOT NULL,
  origin_type text NOT NULL,
  origin uuid NOT NULL,
  state text NOT NULL,
  number bigint NOT NULL,
  PRIMARY KEY (county, kind, area, unit, origin_type, origin, state)
) WITH (fillfactor = 70);
COMMENT ON TABLE tasks.tally IS 'How many tasks stand in each state, written in the transaction of the moves, so that a board costs what it shows.';
COMMENT ON COLUMN tasks.tally.origin IS 'The list or directive; the zero id for tasks that each come from a deed of their own.';

CREATE TABLE tasks.duty (
  county text NOT NULL,
  account uuid NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, account, from_at),
  CHECK (until_at >= from_at)
);
CREATE INDEX duty_until ON tasks.duty (county, until_at);
COMMENT ON TABLE tasks.duty IS 'Who is on duty from when until when. Who has no duty within a day works by working hours.';

CREATE TABLE tasks.substitute (
  county text NOT NULL,
  account uuid NOT NULL,
  substitute uuid NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, account, from_at),
  CHECK (until_at >= from_at)
);
CREATE INDEX substitute_for ON tasks.substitute (county, substitute);
COMMENT ON TABLE tasks.substitute IS 'Who acts for whom in a period.';

CREATE TABLE tasks.team (
  county text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  formed_at timestamptz NOT NULL,
  dissolved_at timestamptz,
  position bigint NOT NULL,
  PRIMARY KEY (county, id)
);
COMMENT ON TABLE tasks.team IS 'Units that own tasks beside the agencies'': people of several agencies put together for one line of work.';

CREATE TABLE tasks.team_member (
  county text NOT NULL,
  team uuid NOT NULL,
  account uuid NOT NULL,
  lead boolean NOT NULL,
  PRIMARY KEY (county, team, account)
);
CREATE INDEX team_of ON tasks.team_member (county, account);
COMMENT ON TABLE tasks.team_member IS 'Who belongs to a team now, and who leads it.';

ALTER TABLE access.unit ADD COLUMN dissolved_at timestamptz;
COMMENT ON COLUMN access.unit.dissolved_at IS 'Since when the unit is no more; what it had to do goes back to whoever gave it.';

CREATE TABLE access.account_unit (
  county   text        NOT NULL,
  account  uuid        NOT NULL,
  until_at timestamptz NOT NULL,
  unit     uuid        NOT NULL,
  PRIMARY KEY (county, account, until_at),
  FOREIGN KEY (county, account) REFERENCES access.account (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE access.account_unit IS 'Units that an account belonged to before, until when: what was captured there is still accepted';

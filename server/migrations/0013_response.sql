-- The command post: responses with their levels, task forces, directives, meetings, leaders, duty phones, close-out. What is
-- written here is written for colleagues: no personal data of residents or travellers.

CREATE SCHEMA response;
COMMENT ON SCHEMA response IS 'The command post: activation, task forces, directives, meetings, leaders';

CREATE TABLE response.response (
  county text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  activated_at timestamptz NOT NULL,
  position bigint NOT NULL,
  closed_at timestamptz,
  closed_by uuid,
  closed_why text,
  closed_basis jsonb,
  PRIMARY KEY (county, id),
  CHECK ((closed_at IS NULL) = (closed_why IS NULL))
);
COMMENT ON TABLE response.response IS 'Activations of the system, one for an outbreak; at most one is not closed. `id` is the id of the entry that activated it.';

CREATE TABLE response.level (
  county text NOT NULL,
  response uuid NOT NULL,
  position bigint NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
  from_at timestamptz NOT NULL,
  set_by uuid NOT NULL,
  basis jsonb NOT NULL,
  measures text[] NOT NULL,
  why text,
  PRIMARY KEY (county, response, position)
);
COMMENT ON TABLE response.level IS 'Every level that a response has had, with its legal basis and what changed with it; the newest holds.';

CREATE TABLE response.task_force (
  county text NOT NULL,
  id uuid NOT NULL,
  response uuid NOT NULL,
  name text NOT NULL,
  remit text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  agencies text[] NOT NULL,
  formed_at timestamptz NOT NULL,
  position bigint NOT NULL,
  dissolved_at timestamptz,
  dissolved_position bigint,
  PRIMARY KEY (county, id),
  CHECK ((dissolved_at IS NULL) = (dissolved_position IS NULL))
);
CREATE INDEX task_force_of ON response.task_force (county, response);
COMMENT ON TABLE response.task_force IS 'Task forces. `id` is the entry that formed it, and the unit that owns its tasks (tasks.team).';

CREATE TABLE response.member (
  county text NOT NULL,
  task_force uuid NOT NULL,
  account uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('lead', 'deputy', 'member')),
  n smallint NOT NULL,
  PRIMARY KEY (county, task_force, account)
);
CREATE INDEX member_of ON response.member (county, account);
COMMENT ON TABLE response.member IS 'Who belongs to a task force now, in the order in which they were named.';

CREATE TABLE response.directive (
  county text NOT NULL,
  id uuid NOT NULL,
  number integer NOT NULL,
  response uuid NOT NULL,
  inside uuid,
  meeting uuid,
  title text NOT NULL,
  body text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 3),
  due_at timestamptz NOT NULL,
  issued_at timestamptz NOT NULL,
  issued_by uuid NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, response, number)
);
CREATE INDEX directive_by_time ON response.directive (county, issued_at);
COMMENT ON TABLE response.directive IS 'Orders of the command post, and of task forces to their members. How they stand is told by their tasks.';
COMMENT ON COLUMN response.directive.inside IS 'The task force inside which it was issued.';
COMMENT ON COLUMN response.directive.meeting IS 'The meeting that decided it.';

CREATE TABLE response.target (
  county text NOT NULL,
  directive uuid NOT NULL,
  n smallint NOT NULL,
  task uuid NOT NULL,
  unit uuid NOT NULL,
  account uuid,
  PRIMARY KEY (county, directive, n)
);
CREATE UNIQUE INDEX target_by_task ON response.target (county, task);
CREATE INDEX target_by_unit ON response.target (county, unit);
COMMENT ON TABLE response.target IS 'To whom a directive was issued, each with its task: a unit, a task force (its id as a unit), or a person of one.';

CREATE TABLE response.meeting (
  county text NOT NULL,
  id uuid NOT NULL,
  number integer NOT NULL,
  response uuid NOT NULL,
  title text NOT NULL,
  area text NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  held_at timestamptz NOT NULL,
  until_at timestamptz,
  place text,
  chair uuid NOT NULL,
  units uuid[] NOT NULL,
  minutes text NOT NULL,
  decisions jsonb NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, response, number)
);
CREATE INDEX meeting_by_time ON response.meeting (county, held_at);
COMMENT ON TABLE response.meeting IS 'Meetings of the command post, with their minutes and decisions.';
COMMENT ON COLUMN response.meeting.decisions IS 'Texts in order, each with the id of the directive that it became, if any.';

CREATE TABLE response.leader (
  county text NOT NULL,
  id uuid NOT NULL,
  response uuid NOT NULL,
  account uuid NOT NULL,
  areas text[] NOT NULL,
  posts text[] NOT NULL,
  remit text,
  from_at timestamptz NOT NULL,
  position bigint NOT NULL,
  until_at timestamptz,
  PRIMARY KEY (county, id)
);
CREATE INDEX leader_of ON response.leader (county, account) WHERE until_at IS NULL;
COMMENT ON TABLE response.leader IS 'Leaders who answer for areas and posts (分片包抓), from when until when.';

CREATE TABLE response.contact (
  county text NOT NULL,
  unit uuid NOT NULL,
  phone text NOT NULL,
  backup text,
  note text,
  set_at timestamptz NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (county, unit)
);
COMMENT ON TABLE response.contact IS 'Duty phones of units and task forces: of desks, not of persons.';

CREATE TABLE response.item (
  county text NOT NULL,
  task uuid NOT NULL,
  response uuid NOT NULL,
  n smallint NOT NULL,
  code text NOT NULL,
  content text,
  note text,
  PRIMARY KEY (county, task),
  UNIQUE (county, response, n)
);
COMMENT ON TABLE response.item IS 'The close-out checklist of a response. Owner, deadline and state of an item are its task''s.';

CREATE TABLE response.event (
  county text NOT NULL,
  response uuid NOT NULL,
  position bigint NOT NULL,
  n smallint NOT NULL,
  entry uuid NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  actor uuid NOT NULL,
  subject uuid NOT NULL,
  area text NOT NULL,
  title text NOT NULL,
  level smallint,
  number integer,
  PRIMARY KEY (county, response, position, n)
);
COMMENT ON TABLE response.event IS 'The timeline of a response, in the order of the ledger; moves of its tasks stand in tasks.step. Inserted, never changed.';
COMMENT ON COLUMN response.event.n IS 'A meeting and the directives that it decided come from one entry: 0 is the entry itself.';

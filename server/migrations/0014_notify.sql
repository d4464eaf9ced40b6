-- Notifications: the inbox of each account, and what goes on to robots of groups and to SMS. Counts and links, nothing about a person.

CREATE SCHEMA notify;

CREATE TABLE notify.message (
  county text NOT NULL,
  id uuid NOT NULL,
  account uuid NOT NULL,
  kind text NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  link text NOT NULL,
  at timestamptz NOT NULL,
  read_at timestamptz,
  PRIMARY KEY (county, id)
);
CREATE INDEX message_of_account ON notify.message (county, account, at, id);
CREATE INDEX message_unread ON notify.message (county, account) WHERE read_at IS NULL;
CREATE INDEX message_by_time ON notify.message (county, at);
COMMENT ON TABLE notify.message IS 'What an account was told, written in the transaction of what it is about.';

CREATE TABLE notify.channel (
  county text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('wecom', 'dingtalk', 'sms')),
  name text NOT NULL,
  host text NOT NULL,
  robot bytea NOT NULL,
  sealed bytea NOT NULL,
  kinds text[] NOT NULL,
  unit uuid,
  language text NOT NULL CHECK (language IN ('zh', 'en')),
  active boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid NOT NULL,
  last_sent_at timestamptz,
  failing_since timestamptz,
  last_error text,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, unit) REFERENCES access.unit (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE notify.channel IS 'Where messages go besides the inbox: robots of groups, an SMS service.';
COMMENT ON COLUMN notify.channel.sealed IS 'Address with its key, signing secret, headers, numbers: sealed under a key of the master key.';
COMMENT ON COLUMN notify.channel.robot IS 'Keyed hash of the address: channels of one robot share its limit.';
COMMENT ON COLUMN notify.channel.unit IS 'Only what is told to accounts of this unit; without it, of the whole county.';

CREATE TABLE notify.part (
  county text NOT NULL,
  channel uuid NOT NULL,
  kind text NOT NULL,
  about text NOT NULL,
  count integer NOT NULL,
  link text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (county, channel, kind, about),
  FOREIGN KEY (county, channel) REFERENCES notify.channel (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE notify.part IS 'What waits to be put together into the next message of a channel.';
COMMENT ON COLUMN notify.part.about IS 'What it is about, as the caller names it: what several people of a group are told alike counts once.';

CREATE TABLE notify.batch (
  county text NOT NULL,
  id uuid NOT NULL,
  channel uuid NOT NULL,
  text text NOT NULL,
  parts integer NOT NULL,
  made_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'given_up')),
  attempts integer NOT NULL,
  next_at timestamptz NOT NULL,
  doubtful boolean NOT NULL,
  ended_at timestamptz,
  error text,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, channel) REFERENCES notify.channel (county, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX batch_waiting ON notify.batch (county, channel) WHERE state = 'waiting';
CREATE INDEX batch_by_time ON notify.batch (county, made_at);
COMMENT ON TABLE notify.batch IS 'Messages of channels as they are sent: the text is fixed before the first try, so that a repetition is the same message.';
COMMENT ON COLUMN notify.batch.doubtful IS 'A try was made whose answer never came: it may have arrived.';

CREATE TABLE notify.robot (
  county text NOT NULL,
  robot bytea NOT NULL,
  recent timestamptz[] NOT NULL,
  quiet_until timestamptz,
  PRIMARY KEY (county, robot)
);
COMMENT ON TABLE notify.robot IS 'When a robot was last used, and until when its service wants to hear nothing.';

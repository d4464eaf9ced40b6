-- Who may do and see what: keys of sealed data, units, accounts, roles, devices, sessions, and what was changed.

CREATE SCHEMA access;
COMMENT ON SCHEMA access IS 'Access: data keys, units, accounts, roles, devices, sessions';

CREATE TABLE access.data_key (
  county       text        NOT NULL REFERENCES kernel.county (county),
  week         integer     NOT NULL CHECK (week BETWEEN 197001 AND 999953 AND week % 100 BETWEEN 1 AND 53),
  wrapped      bytea       CHECK (length(wrapped) = 60),
  created_at   timestamptz NOT NULL,
  destroyed_at timestamptz,
  PRIMARY KEY (county, week),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
COMMENT ON TABLE access.data_key IS 'One key per county and ISO week under which personal data received in that week is sealed; retention ends with it';
COMMENT ON COLUMN access.data_key.week IS 'ISO 8601 year × 100 + week, by the wall clock of the county';
COMMENT ON COLUMN access.data_key.wrapped IS 'Nonce, AES-256-GCM of the key under the master key (which is no part of the database), tag; null once destroyed';

CREATE TABLE access.unit (
  county     text        NOT NULL REFERENCES kernel.county (county),
  id         uuid        NOT NULL,
  name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  agency     text        NOT NULL CHECK (agency IN ('police', 'health', 'cdc', 'transport', 'township', 'village', 'volunteer', 'other')),
  area       text        NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, name)
);
COMMENT ON TABLE access.unit IS 'A unit (单位) whose people work on the platform';
COMMENT ON COLUMN access.unit.agency IS 'The agency it belongs to; the clinician at a post is the one of health';
COMMENT ON COLUMN access.unit.area IS 'The area that it serves, 12 digits';

CREATE TABLE access.account_name (
  name    text PRIMARY KEY CHECK (length(name) BETWEEN 2 AND 32),
  county  text NOT NULL,
  account uuid NOT NULL
);
COMMENT ON TABLE access.account_name IS 'Claims: a sign-in name is one account in all counties, and leads from the name to its county';
COMMENT ON COLUMN access.account_name.name IS 'As compared: NFKC, lower case, no spaces';

CREATE TABLE access.account (
  county          text        NOT NULL REFERENCES kernel.county (county),
  id              uuid        NOT NULL,
  name            text        NOT NULL CHECK (length(name) BETWEEN 2 AND 32),
  display         text        NOT NULL CHECK (length(display) BETWEEN 1 AND 64),
  unit            uuid,
  password_hash   text        NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  password_set_at timestamptz NOT NULL,
  must_change     boolean     NOT NULL,
  totp_secret     bytea,
  totp_step       bigint      NOT NULL DEFAULT 0 CHECK (totp_step >= 0),
  created_at      timestamptz NOT NULL,
  disabled_at     timestamptz,
  last_login_at   timestamptz,
  last_login_from text        CHECK (length(last_login_from) <= 64),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, unit) REFERENCES access.unit (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE access.account IS 'One person who signs in; never deleted, since entries name it';
COMMENT ON COLUMN access.account.must_change IS 'The password was given by somebody else and lets in only to change it';
COMMENT ON COLUMN access.account.totp_secret IS 'Sealed under a key derived from the master key; null where no second factor has been given out';
COMMENT ON COLUMN access.account.totp_step IS 'Newest 30-second step whose code was taken: that code and older ones are refused';
COMMENT ON COLUMN access.account.disabled_at IS 'Since when the account is out of use; its roles count as ended then';

CREATE TABLE access.password_old (
  county  text        NOT NULL,
  account uuid        NOT NULL,
  set_at  timestamptz NOT NULL,
  hash    text        NOT NULL CHECK (hash LIKE '$argon2id$%'),
  PRIMARY KEY (county, account, set_at),
  FOREIGN KEY (county, account) REFERENCES access.account (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE access.password_old IS 'Hashes of the last passwords of an account, which it may not take again';

CREATE TABLE access.role_grant (
  county   text        NOT NULL,
  account  uuid        NOT NULL,
  role     text        NOT NULL CHECK (role IN ('checkpoint_crew', 'checkpoint_lead', 'data_desk', 'signer', 'commander', 'system_admin', 'security_admin', 'auditor')),
  area     text        NOT NULL CHECK (area ~ '^[0-9]{12}$'),
  from_at  timestamptz NOT NULL,
  until_at timestamptz CHECK (until_at >= from_at),
  PRIMARY KEY (county, account, role, area, from_at),
  FOREIGN KEY (county, account) REFERENCES access.account (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE access.role_grant IS 'A role of an account for an area and all below it, from an instant until another; ended ones stay, for entries made under them';
COMMENT ON COLUMN access.role_grant.until_at IS 'First instant at which it no longer holds; null while it does';

CREATE TABLE access.device (
  county      text        NOT NULL REFERENCES kernel.county (county),
  id          uuid        NOT NULL,
  name        text        NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  post        text        NOT NULL CHECK (post ~ '^[A-Za-z0-9_-]{1,32}$'),
  public_key  jsonb,
  account     uuid,
  created_at  timestamptz NOT NULL,
  revoked_at  timestamptz,
  revoked_why text        CHECK (length(revoked_why) <= 200),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, account) REFERENCES access.account (county, id) ON DELETE RESTRICT
);
COMMENT ON TABLE access.device IS 'A phone that was enrolled, or a program that delivers like one';
COMMENT ON COLUMN access.device.post IS 'The post where it is now; where it was stands in device_post';
COMMENT ON COLUMN access.device.public_key IS 'JWK of the P-256 key made on the phone, whose private half never leaves it; null for a program, which has a token';
COMMENT ON COLUMN access.device.account IS 'The account under which a program delivers; null for a phone';

CREATE TABLE access.device_county (
  device uuid PRIMARY KEY,
  county text NOT NULL
);
COMMENT ON TABLE access.device_county IS 'Claims: leads from a device, which knows nothing but its id, to its county';

CREATE TABLE access.device_post (
  county   text        NOT NULL,
  device   uuid        NOT NULL,
  from_at  timestamptz NOT NULL,
  post     text        NOT NULL,
  until_at timestamptz CHECK (until_at >= from_at),
  PRIMARY KEY (county, device, from_at),
  FOREIGN KEY (county, device) REFERENCES access.device (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE access.device_post IS 'At which post a device was, from when until when';

CREATE TABLE access.device_account (
  county   text        NOT NULL,
  device   uuid        NOT NULL,
  account  uuid        NOT NULL,
  since_at timestamptz NOT NULL,
  PRIMARY KEY (county, device, account),
  FOREIGN KEY (county, device) REFERENCES access.device (county, id) ON DELETE CASCADE,
  FOREIGN KEY (county, account) REFERENCES access.account (county, id) ON DELETE CASCADE
);
COMMENT ON TABLE access.device_account IS 'Who has ever signed in on a device: what they captured on it is accepted for ever, by the roles they held then';

CREATE TABLE access.enrolment (
  code_hash  bytea       PRIMARY KEY CHECK (length(code_hash) = 32),
  county     text        NOT NULL,
  post       text        NOT NULL CHECK (post ~ '^[A-Za-z0-9_-]{1,32}$'),
  name       text,
  made_by    uuid        NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  device     uuid
);
COMMENT ON TABLE access.enrolment IS 'Codes with which a phone is enrolled, once each. Local: never distributed';
COMMENT ON COLUMN access.enrolment.code_hash IS 'HMAC-SHA-256 under a key outside the database: eight characters could be guessed from a plain hash';

CREATE TABLE access.attempt (
  key          bytea       PRIMARY KEY CHECK (length(key) = 32),
  tries        integer     NOT NULL CHECK (tries >= 0),
  first_at     timestamptz NOT NULL,
  locked_until timestamptz
);
COMMENT ON TABLE access.attempt IS 'Failed tries by sign-in name or by address, for names that exist and names that do not alike. Local: never distributed';
COMMENT ON COLUMN access.attempt.key IS 'HMAC-SHA-256 of what is counted: people type passwords where names belong';
CREATE INDEX attempt_first_at ON access.attempt (first_at);

CREATE TABLE access.session (
  token_hash   bytea       PRIMARY KEY CHECK (length(token_hash) = 32),
  id           uuid        NOT NULL UNIQUE,
  county       text        NOT NULL,
  account      uuid,
  device       uuid,
  created_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  idle_seconds integer     NOT NULL CHECK (idle_seconds > 0),
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  agent        text        CHECK (length(agent) <= 200),
  challenge    bytea       UNIQUE CHECK (length(challenge) = 32),
  before_at    timestamptz,
  before_from  text        CHECK (length(before_from) <= 64),
  CHECK (account IS NOT NULL OR device IS NOT NULL)
);
CREATE INDEX session_account ON access.session (county, account);
CREATE INDEX session_device ON access.session (county, device);
COMMENT ON TABLE access.session IS 'Who is signed in. Local: never distributed';
COMMENT ON COLUMN access.session.token_hash IS 'SHA-256 of the token (256 random bits), which only its holder has';
COMMENT ON COLUMN access.session.seen_at IS 'Last use, written at most once a minute; with idle_seconds it gives the idle limit';
COMMENT ON COLUMN access.session.expires_at IS 'The end in any case';
COMMENT ON COLUMN access.session.before_at IS 'When the account had signed in before this session, which its owner is shown';
COMMENT ON COLUMN access.session.before_from IS 'The address from which it had';
COMMENT ON COLUMN access.session.challenge IS 'SHA-256 of the challenge that a device signed: an answer opens one session only';

CREATE TABLE access.reveal_quota (
  county       text    NOT NULL,
  actor        uuid    NOT NULL,
  minute       bigint  NOT NULL,
  minute_count integer NOT NULL CHECK (minute_count >= 0),
  day          bigint  NOT NULL,
  day_count    integer NOT NULL CHECK (day_count >= 0),
  PRIMARY KEY (county, actor)
);
COMMENT ON TABLE access.reveal_quota IS 'How many entries somebody has opened in the present minute and day';
COMMENT ON COLUMN access.reveal_quota.minute IS 'Minutes since 1970';
COMMENT ON COLUMN access.reveal_quota.day IS 'Days since 1970 by the wall clock of the county';

CREATE TABLE access.log (
  county       text        NOT NULL REFERENCES kernel.county (county),
  id           uuid        NOT NULL,
  at           timestamptz NOT NULL,
  kind         text        NOT NULL CHECK (kind IN ('access.changed', 'access.revealed')),
  data         jsonb       NOT NULL,
  leased_until timestamptz,
  position     bigint,
  PRIMARY KEY (county, id)
);
CREATE INDEX log_position ON access.log (county, position);
COMMENT ON TABLE access.log IS 'What goes to the ledger about access: written in the transaction of the change, so that no crash loses it. No personal data';
COMMENT ON COLUMN access.log.leased_until IS 'Until when somebody is carrying the row to the ledger';
COMMENT ON COLUMN access.log.position IS 'Its position in the ledger; null until it is there';

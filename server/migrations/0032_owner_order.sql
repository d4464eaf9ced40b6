-- The earliest tasks of an owner come out of an index alone, in their order, however many are waiting.
DROP INDEX tasks.task_by_owner;
CREATE INDEX task_by_owner ON tasks.task (county, unit, account, due_at, id) WHERE live;
DROP INDEX tasks.task_by_account;
CREATE INDEX task_by_account ON tasks.task (county, account, due_at, id) WHERE live AND account IS NOT NULL;

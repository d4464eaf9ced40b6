/**
 * county: distributed by `county`, co-located. reference: small, written rarely and alone, the same everywhere.
 * local: never distributed (job queue, login sessions, the migrations themselves).
 */
export type TableKind = 'county' | 'reference' | 'local';

export type Manifest = {
  /** Every table of the product by `schema.name`. A table that is missing here fails the catalogue test. */
  tables: Readonly<Record<string, TableKind>>;
  /** Schemas of libraries, whose tables are all local. */
  librarySchemas: readonly string[];
  /** County tables partitioned by month: `PARTITION BY RANGE (id)` over UUIDv7, with a default partition. */
  monthly: readonly string[];
  /**
   * Statements that may visit several counties, each with its reason: by the name of the prepared statement, or by
   * a comment at the beginning of the SQL.
   */
  fanOut: Readonly<Record<string, string>>;
};

export const tables: Manifest['tables'] = {
  'kernel.migration': 'local',
  'kernel.county': 'reference',

  'ledger.head': 'county',
  'ledger.signer': 'reference',
  'ledger.entry': 'county',
  'ledger.tray': 'county',
  'ledger.device': 'county',
  'ledger.alarm': 'county',
  'indicators.hour': 'county',

  'access.data_key': 'county',
  'access.unit': 'county',
  // Claims: what must be unique across counties, by the claimed value.
  'access.account_name': 'reference',
  'access.device_county': 'reference',
  'access.account': 'county',
  'access.account_unit': 'county',
  'access.password_old': 'county',
  'access.role_grant': 'county',
  'access.device': 'county',
  'access.device_post': 'county',
  'access.device_account': 'county',
  'access.enrolment': 'local',
  'access.attempt': 'local',
  'access.session': 'local',
  'access.reveal_quota': 'county',
  'access.log': 'county',

  'notify.message': 'county',
  'notify.channel': 'county',
  'notify.part': 'county',
  'notify.batch': 'county',
  'notify.robot': 'county',

  'area.area': 'reference',
  'area.alias': 'county',

  'import.file': 'county',
  'import.held': 'county',
  'import.row_key': 'county',
  'import.mapping': 'county',
  'import.sender_mapping': 'county',
  'import.turn': 'county',

  'tasks.task': 'county',
  'tasks.step': 'county',
  'tasks.tally': 'county',
  'tasks.duty': 'county',
  'tasks.substitute': 'county',
  'tasks.team': 'county',
  'tasks.team_member': 'county',

  'checkpoint.post': 'county',
  'checkpoint.shift': 'county',
  'checkpoint.passage': 'county',
  'checkpoint.person': 'county',
  'checkpoint.fever': 'county',
  'checkpoint.fever_ending': 'county',

  'people.subject': 'county',
  'people.step': 'county',
  'people.merge': 'county',
  'people.suggestion': 'county',

  'report.report': 'county',
  'report.hand': 'county',
  'report.published': 'county',
  'report.signature': 'county',

  'verification.list': 'county',
  'verification.sheet': 'county',
  'verification.row': 'county',
  'verification.row_key': 'county',
  'verification.tally': 'county',
  'verification.finding': 'county',
  'verification.attempt': 'county',
  'verification.event': 'county',
  'verification.ending': 'county',

  'response.response': 'county',
  'response.level': 'county',
  'response.task_force': 'county',
  'response.member': 'county',
  'response.directive': 'county',
  'response.target': 'county',
  'response.meeting': 'county',
  'response.leader': 'county',
  'response.contact': 'county',
  'response.item': 'county',
  'response.event': 'county',
};

export const monthly: Manifest['monthly'] = ['ledger.entry', 'checkpoint.passage', 'checkpoint.person'];

export const fanOut: Manifest['fanOut'] = {
  'import.being_checked': 'one question at the start of the server, about all of its counties',
};

export const manifest: Manifest = { tables, librarySchemas: ['graphile_worker'], monthly, fanOut };

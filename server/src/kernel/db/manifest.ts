/**
 * county: distributed by `county`, co-located. reference: small, written rarely and alone, the same everywhere.
 * local: never distributed (job queue, login sessions, the migrations themselves).
 */
export type TableKind = 'county' | 'reference' | 'local';

/** Every table of the product by `schema.name`. A table that is missing here fails the catalogue test. */
export const tables: Readonly<Record<string, TableKind>> = {
  'access.account': 'county',
  'access.account_name': 'reference',
  'access.attempt': 'local',
  'access.data_key': 'county',
  'access.device': 'county',
  'access.device_account': 'county',
  'access.device_county': 'reference',
  'access.device_post': 'county',
  'access.enrolment': 'local',
  'access.log': 'county',
  'access.password_old': 'county',
  'access.reveal_quota': 'county',
  'access.role_grant': 'county',
  'access.session': 'local',
  'access.unit': 'county',
  'kernel.migration': 'local',
};

/** Schemas of libraries, whose tables are all local. */
export const librarySchemas: readonly string[] = ['graphile_worker'];

/** County tables partitioned by month: `PARTITION BY RANGE (id)` over UUIDv7, with a default partition. */
export const monthly: readonly string[] = [];

/**
 * Statements that may visit several counties, with the reason: by the name of the prepared statement, or by a
 * comment at its beginning (`/* overview.counties *\/ SELECT …`).
 */
export const fanOut: Readonly<Record<string, string>> = {};

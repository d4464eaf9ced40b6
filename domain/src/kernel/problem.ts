/**
 * What can go wrong, by name. Every code has its words in Chinese and English (kernel/problemWords.ts): what
 * happened, what it means, what to do. `status` is what HTTP answers for it and is nobody else's business.
 */
export const problems = {
  'request.malformed': 400,
  'request.too_large': 413,
  'request.unsupported': 415,
  'request.too_many': 429,
  'session.missing': 401,
  'session.expired': 401,
  'session.wrong': 401,
  'session.second_factor': 401,
  'session.locked': 423,
  'session.password_policy': 422,
  'session.password_change': 403,
  'device.code': 422,
  'device.revoked': 401,
  'device.signature': 401,
  'access.denied': 403,
  not_found: 404,
  conflict: 409,
  'server.busy': 503,
  'server.database': 503,
  'server.storage_full': 507,
  'server.fault': 500,
  'import.not_a_spreadsheet': 422,
  'import.password': 422,
  'import.macro': 422,
  'import.too_large': 413,
  'import.no_header': 422,
  'import.mapping': 422,
  'report.state': 409,
  'report.window': 422,
  'report.fonts': 503,
  'ledger.altered': 409,
  'backup.damaged': 422,
  'backup.newer': 409,
  'setup.missing': 503,
  'setup.exists': 409,
  'setup.key': 500,
  usage: 400,
} as const;

export type ProblemCode = keyof typeof problems;

/** An expected failure: a code of the catalogue and details without personal data. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }
}

/** `throw problem('not_found', { what: 'post' })` */
export function problem(code: ProblemCode, details: Readonly<Record<string, unknown>> = {}): Problem {
  return new Problem(code, details);
}

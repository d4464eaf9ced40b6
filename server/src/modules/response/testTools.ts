import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { expect } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { rebuild } from '../../kernel/ledger/rebuild.ts';

export const area = `${COUNTY}000000`;
export const legalBasis = [
  { source: '《中华人民共和国传染病防治法》', article: '第四十二条', number: '凤政发〔2026〕12号' },
];
export const measures = ['各卡点 24 小时值守', '协查条目 4 小时内反馈'];

const people = ['commander', 'taskforce', 'unitlead', 'desk', 'verifier', 'lead'] as const;
export type Who = (typeof people)[number];

/** A command post to try: its people signed in, accounts and units by their names. */
export type Post = {
  readonly kit: Kit;
  readonly accounts: Record<string, string>;
  readonly units: Record<string, string>;
  readonly desk: (who: Who) => Desk;
  /** Says something at a desk, a while later; gives the entry's id and its answer, a refusal with the fields that it is about. */
  readonly say: (
    who: Who,
    kind: string,
    data: object,
  ) => Promise<{ id: string; status: string; reason: string | undefined; fields: readonly string[] }>;
  /** Says several things in one delivery; gives their ids and answers in the same order. */
  readonly sayAll: (
    who: Who,
    all: readonly { kind: string; data: object }[],
  ) => Promise<{ id: string; status: string; reason: string | undefined; fields: readonly string[] }[]>;
  /** The same, which must be applied: gives the entry's id. */
  readonly done: (who: Who, kind: string, data: object) => Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  readonly read: (who: Who, name: string, params?: object) => Promise<any>;
  /** Some hours later: everybody has been signed out meanwhile, and signs in again. */
  readonly later: (hours: number) => Promise<void>;
  readonly inMinutes: (minutes: number) => string;
  /** An order to these addressees, due in two hours. */
  readonly order: (addressees: object[], more?: object) => Record<string, unknown>;
  readonly team: (more?: object) => Record<string, unknown>;
};

/** `step`: milliseconds that pass before each thing that is said. */
export async function openPost(step = 60_000): Promise<Post> {
  const kit = await openKit();
  const { pool } = kit.product.deps;
  const named = async (table: 'account' | 'unit') => {
    const { rows } = await pool.query<{ id: string; name: string }>(
      `SELECT id, name FROM access.${table} WHERE county = $1`,
      [COUNTY],
    );
    return Object.fromEntries(rows.map(({ id, name }) => [name, id]));
  };
  const accounts = await named('account');
  const desks = new Map<Who, Desk>();
  const signIn = async () => {
    for (const name of people) desks.set(name, await kit.desk(name));
  };
  await signIn();
  const post: Post = {
    kit,
    accounts,
    units: await named('unit'),
    desk: (who) => desks.get(who) as Desk,
    async say(who, kind, data) {
      const [said] = await post.sayAll(who, [{ kind, data }]);
      return said as NonNullable<typeof said>;
    },
    async sayAll(who, all) {
      kit.clock.now += step;
      const at = new Date(kit.clock.now).toISOString();
      const entries = all.map((one) => ({ id: uuidv7(kit.clock.now, randomBytes(10)), at, ...one }));
      const { body } = await post.desk(who).call('POST', '/api/entries', { entries });
      return body.answers.map(({ id, status, reason }: { id: string; status: string; reason?: string }) => {
        const [code, about] = reason?.split(': ') ?? [];
        return { id, status, reason: code, fields: about?.split(', ') ?? [] };
      });
    },
    async done(who, kind, data) {
      const { id, status, reason } = await post.say(who, kind, data);
      expect([kind, status, reason]).toEqual([kind, 'applied', undefined]);
      return id;
    },
    async read(who, name, params = {}) {
      const { status, body } = await post.desk(who).call('POST', `/api/reads/${name}`, params);
      expect([name, status, status === 200 ? '' : body]).toEqual([name, 200, '']);
      return body;
    },
    async later(hours) {
      kit.clock.now += hours * 3_600_000;
      await signIn();
    },
    inMinutes: (minutes) => new Date(kit.clock.now + minutes * 60_000).toISOString(),
    order: (addressees, more = {}) => ({
      title: '加强夜间查控',
      text: '22 时起各卡点加派一个班组。',
      addressees,
      dueAt: post.inMinutes(120),
      priority: 1,
      ...more,
    }),
    team: (more = {}) => ({
      name: '卡点查控专班',
      remit: '全县卡点查验、劝返和采样',
      area,
      agencies: ['police', 'transport'],
      lead: accounts.taskforce,
      deputies: [accounts.lead],
      members: [accounts.crew1],
      ...more,
    }),
  };
  return post;
}

const tables = {
  'response.response': 'id',
  'response.level': 'position',
  'response.task_force': 'id',
  'response.member': 'task_force, account',
  'response.directive': 'id',
  'response.target': 'directive, n',
  'response.meeting': 'id',
  'response.leader': 'id',
  'response.contact': 'unit',
  'response.item': 'task',
  'response.event': 'position, n',
  'tasks.task': 'id',
  'tasks.step': 'task, position, move',
  'tasks.team': 'id',
  'tasks.team_member': 'team, account',
} as const;

/** Makes the tables of the command post anew out of the ledger, on another database, and looks that they are the same. */
export async function comesOutAgain({ kit }: Post, filled: readonly (keyof typeof tables)[]): Promise<void> {
  const { deps, kinds } = kit.product;
  const other = await testDatabase({ proof: false });
  try {
    // Who there is stands in no entry: accounts and units are kept, as they are when a county's tables are made anew.
    for (const table of ['kernel.county', 'access.unit', 'access.account', 'access.role_grant']) {
      const { rows } = await deps.pool.query(
        `SELECT json_agg(t)::text AS all FROM ${table} t WHERE county = $1`,
        [COUNTY],
      );
      await other.pool.query(
        `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
        [rows[0].all],
      );
    }
    await rebuild({ from: deps.pool, to: other.pool, kinds, vault: deps.vault }, COUNTY, (kind) =>
      /^(response|task)\./.test(kind),
    );
    for (const [table, order] of Object.entries(tables)) {
      const read = `SELECT * FROM ${table} WHERE county = $1 ORDER BY ${order}`;
      const [was, is] = await Promise.all([
        deps.pool.query(read, [COUNTY]),
        other.pool.query(read, [COUNTY]),
      ]);
      expect(is.rows, table).toEqual(was.rows);
      if (filled.includes(table as keyof typeof tables)) expect(was.rows.length, table).toBeGreaterThan(0);
    }
  } finally {
    await other.drop();
  }
}

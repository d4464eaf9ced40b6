import type pg from 'pg';
import { opened, type Pool } from '../../src/kernel/db/pool.ts';
import { shardOf } from './hashed.ts';

export type Recorded = { text: string; name: string | undefined; values: unknown[]; origin: string };
export type Recording = {
  /** The statements of the product by their text, each with up to three sets of parameters. */
  statements: Map<string, Recorded[]>;
  /** Transactions that wrote to more than one shard. */
  mixed: string[];
  /** Texts that tests sent for themselves, with how often. */
  ofTests: Map<string, number>;
};

/** Statements that tests write for themselves, to look or to prepare, are no statements of the product. */
const testFile = /\.test\.tsx?[:)]|\/server\/test\//;
const productFile = /\/(server|domain|bench)\/src\/|\/bench\//;
const setsKept = 3;

/** Listens to everything that goes from this process to a database from now on, through whatever pool, until `stop`. */
export function record(url: string): Recording & { stop(): void } {
  const recording: Recording = { statements: new Map(), mixed: [], ofTests: new Map() };
  function onOpened(pool: unknown): void {
    if ((pool as Pool).options.connectionString === url) attach(pool as Pool, recording);
  }
  opened.subscribe(onOpened);
  return { ...recording, stop: () => opened.unsubscribe(onOpened) };
}

function attach(pool: Pool, recording: Recording): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  pool.query = ((...args: unknown[]) => {
    note(recording, args);
    return query(...args);
  }) as typeof pool.query;
  pool.on('connect', (client) => listen(client, recording));
}

function listen(client: pg.ClientBase, recording: Recording): void {
  const query = client.query.bind(client) as unknown as (
    ...args: unknown[]
  ) => Promise<{ rows: { name: string }[] }>;
  client.query = ((...args: unknown[]) => {
    if (isNews(recording, args[0])) {
      const stack = new Error().stack ?? '';
      // From pool.query, which noted it where the caller could still be told.
      if (!/pg-pool/.test(stack.split('\n').slice(2, 4).join())) note(recording, args);
    }
    if (textOf(args[0]) !== 'COMMIT' || typeof args.at(-1) === 'function') return query(...args);
    return query(writtenSql)
      .then(({ rows }) => judge(rows, recording))
      .catch(() => undefined)
      .then(() => query(...args));
  }) as typeof client.query;
}

const writtenSql = `SELECT relname AS name FROM pg_stat_xact_user_tables
  WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1`;

function judge(rows: readonly { name: string }[], { mixed }: Recording): void {
  const parts = rows.filter(({ name }) => shardOf(name) !== undefined);
  const hit = new Set(parts.map(({ name }) => shardOf(name)));
  if (hit.size > 1) mixed.push(parts.map(({ name }) => name).join(', '));
}

/** Whether a statement is still to be noted. A stack costs more than most statements: it is only taken for those. */
function isNews({ statements, ofTests }: Recording, query: unknown): boolean {
  const text = textOf(query);
  return (
    !!text &&
    (statements.get(text)?.length ?? 0) < setsKept &&
    (ofTests.get(text) ?? 0) < setsKept &&
    /^\s*(\/\*|--|\(|select|insert|update|delete|with|merge|lock)/i.test(text)
  );
}

function note(recording: Recording, [first, second]: unknown[]): void {
  if (!isNews(recording, first)) return;
  const { statements, ofTests } = recording;
  const text = textOf(first) as string;
  const origin = originOf(new Error().stack ?? '');
  if (origin === undefined) {
    ofTests.set(text, (ofTests.get(text) ?? 0) + 1);
    return;
  }
  const given = first as { values?: unknown[]; name?: string };
  const values = Array.isArray(second) ? second : (given.values ?? []);
  statements.set(text, [...(statements.get(text) ?? []), { text, name: given.name, values, origin }]);
}

function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  const text = (query as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : undefined;
}

/** The line of the product that sent a statement; undefined when a test sent it itself. */
function originOf(stack: string): string | undefined {
  const frames = stack.split('\n').filter((line) => !/\/server\/test\/proof\//.test(line));
  const first = frames.find((line) => productFile.test(line) || testFile.test(line));
  if (first === undefined) return 'a library';
  return testFile.test(first) ? undefined : (/[^/(]+\/[^/]+:\d+/.exec(first)?.[0] ?? first.trim());
}

import { parseArgs } from 'node:util';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { newLogger } from '../kernel/logger.ts';
import { openProduct, type Product } from '../main.ts';

/** What a command was given: names of options without dashes, and the words beside them. */
export type Given = {
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
};

const texts = [
  'county',
  'area',
  'from',
  'to',
  'cut-off',
  'xlsx',
  'pdf',
  'port',
  'host',
  'role',
  'post',
  'account',
  'name',
  'display',
  'unit',
  'lang',
  'keys',
  'date',
  'sender',
  'due',
  'priority',
  'corrects',
];
const switches = ['json', 'exercise', 'password-stdin', 'check', 'all', 'overdue', 'help'];

/** Parses the command line; throws `usage` for an option that no command knows. */
export function given(args: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries([
        ...texts.map((name) => [name, { type: 'string' as const }]),
        ...switches.map((name) => [name, { type: 'boolean' as const }]),
      ]),
    });
    return { options: values as Given['options'], words: positionals };
  } catch (error) {
    throw problem('usage', { why: (error as Error).message });
  }
}

export function text({ options }: Given, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function needed(from: Given, name: string): string {
  const value = text(from, name);
  if (value === undefined) throw problem('usage', { missing: `--${name}` });
  return value;
}

export function dataDir(): string {
  return process.env.LIANFANG_DATA ?? './data';
}

/** Opens the product for one command and closes it afterwards, whatever happens. */
export async function withProduct<T>(
  work: (product: Product) => Promise<T>,
  options: { createKeys?: boolean } = {},
): Promise<T> {
  const product = await openProduct({
    dataDir: dataDir(),
    databaseUrl: process.env.DATABASE_URL,
    publicUrl: process.env.LIANFANG_URL ?? `http://localhost:${process.env.PORT ?? 8080}`,
    log: newLogger(process.env.LIANFANG_LOG ?? 'warn'),
    ...options,
  });
  try {
    return await work(product);
  } finally {
    await product.close();
  }
}

/** The county that a command is about: the one asked for, or the only one there is. */
export async function countyOf({ deps }: Product, asked: string | undefined): Promise<string> {
  const { rows } = await deps.pool.query<{ county: string }>(
    'SELECT county FROM kernel.county ORDER BY created',
  );
  if (rows.length === 0) throw problem('setup.missing');
  const wanted = asked?.slice(0, 6);
  const found =
    wanted === undefined
      ? rows.length === 1
        ? rows[0]
        : undefined
      : rows.find(({ county }) => county === wanted);
  if (found === undefined) throw problem('usage', { counties: rows.map(({ county }) => county) });
  return found.county;
}

/** One JSON document on stdout with `--json`, else the lines for a person. */
export function print(from: Given, document: unknown, lines: readonly string[]): void {
  process.stdout.write(
    from.options.json === true ? `${JSON.stringify(document, null, 1)}\n` : `${lines.join('\n')}\n`,
  );
}

/** A line from standard input, without its line break. */
export async function lineFromStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? '';
}

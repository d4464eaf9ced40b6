import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { expect } from 'vitest';
import { COUNTY, type Desk, type Kit, openKit } from '../../../test/kit.ts';
import { importers } from '../../importers.ts';
import { addScriptDevice } from '../../kernel/access/devices.ts';
import { SERVER_ID, serverActor } from '../../kernel/access/permissions.ts';
import { importFile } from '../../kernel/imports/engine.ts';

/** Accounts of the exercise that have to do with rows at a desk; officers have phones. */
export const desks = ['verifier', 'taskforce', 'unitlead', 'commander', 'desk'] as const;
export type AtDesk = (typeof desks)[number];

/** A line of a list: an address, and who lives there (a new person where nobody is named). */
export type Line = { readonly address: string; readonly person?: number };

/** Somebody who writes entries: at a desk, or on a phone. */
export type Writer = { readonly write: (kind: string, data: object, at?: number) => Promise<Answer> };

// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
type Body = any;

/** A phone keeps what it captured while it had no network, and delivers all of it in order. */
export type Phone = Writer & {
  readonly capture: (kind: string, data: object, at?: number) => void;
  /** All that it kept, oldest first, or as `order` puts it; the answers are in the same order. */
  readonly deliver: (order?: <T>(kept: readonly T[]) => T[]) => Promise<Answer[]>;
  readonly read: (name: string, params?: object) => Promise<Body>;
};

export type Room = {
  readonly kit: Kit;
  readonly desk: Record<
    AtDesk,
    Writer & {
      readonly read: (name: string, params?: object) => Promise<Body>;
      readonly call: Desk['call'];
      readonly command: (name: string, params: object) => Promise<Body>;
    }
  >;
  /** Takes a list in; gives its id and its rows in the order of the file. */
  readonly list: (
    lines: readonly Line[],
    given?: Record<string, string>,
  ) => Promise<{ list: string; rows: string[] }>;
  readonly phone: (account: string) => Promise<Phone>;
  /** A command of whoever runs the system. */
  readonly command: (name: string, params: object) => Promise<Body>;
  readonly sql: (text: string, values?: unknown[]) => Promise<Body[]>;
  readonly close: () => Promise<void>;
};

/** The exercise county with everybody who works on lists signed in. The clock stands still between what is written. */
export async function openRoom(): Promise<Room> {
  const kit = await openKit();
  const folder = mkdtempSync(join(tmpdir(), 'verification-'));
  const sql: Room['sql'] = async (text, values = []) =>
    (await kit.product.deps.pool.query(text, [COUNTY, ...values])).rows;
  const desk = {} as Room['desk'];
  for (const account of desks) desk[account] = await deskOf(kit, account);
  let system: Room['desk'][AtDesk] | undefined;
  let people = 0;
  return {
    kit,
    desk,
    sql,
    async list(lines, given = {}) {
      const text = lines.map(({ address, person = ++people + 5000 }, index) =>
        [
          index + 1,
          `测试人${person}`,
          `1990000${String(person).padStart(4, '0')}`,
          address,
          '西安市',
          '2022-01-05',
        ].join(),
      );
      const path = join(folder, `${randomBytes(4).toString('hex')}.csv`);
      writeFileSync(path, `序号,姓名,联系电话,现住址,来源地,抵达日期\r\n${text.join('\r\n')}\r\n`);
      kit.clock.now += 1000;
      await importFile(
        { ...kit.product, importers },
        { county: COUNTY, account: SERVER_ID },
        'lists',
        path,
        '名单.csv',
        { given: { sender: '市疾控中心', due: '+24', ...given } },
        false,
      );
      const [newest] = await sql(
        'SELECT id FROM verification.list WHERE county = $1 ORDER BY position DESC LIMIT 1',
      );
      const rows = await sql(
        'SELECT id FROM verification.row WHERE county = $1 AND list = $2 ORDER BY row_number',
        [newest.id],
      );
      return { list: newest.id, rows: rows.map(({ id }) => id) };
    },
    async command(name, params) {
      system ??= await deskOf(kit, 'sysadmin');
      return system.command(name, params);
    },
    async phone(account) {
      const [who] = await sql('SELECT id, unit FROM access.account WHERE county = $1 AND name = $2', [
        account,
      ]);
      const made = await addScriptDevice(kit.product.deps, serverActor(COUNTY), {
        county: COUNTY,
        unit: who.unit,
        account: who.id,
      });
      let seq = 0;
      const call = async (url: string, payload: object) => {
        const headers = { authorization: `Bearer ${made.token}` };
        const response = await kit.app.inject({ method: 'POST', url, headers, payload });
        if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`);
        return response.json();
      };
      const { password } = kit.signIns.find((one) => one.account === account) as { password: string };
      await call('/api/crew', { account, password });
      let kept: object[] = [];
      const phone: Phone = {
        capture(kind, data, at = kit.clock.now) {
          seq += 1;
          kept.push({ ...entry(at, kind, data), device: made.device, seq, actor: who.id });
        },
        async deliver(order = (all) => [...all]) {
          const entries = order(kept);
          kept = [];
          return entries.length === 0 ? [] : (await call('/api/entries', { entries })).answers;
        },
        read: (name, params = {}) => call(`/api/reads/${name}`, params),
        async write(kind, data, at) {
          phone.capture(kind, data, at);
          return (await phone.deliver()).at(-1) as Answer;
        },
      };
      return phone;
    },
    async close() {
      await kit.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function entry(at: number, kind: string, data: object) {
  return { id: uuidv7(at, randomBytes(10)), kind, at: new Date(at).toISOString(), data };
}

async function deskOf(kit: Kit, account: string): Promise<Room['desk'][AtDesk]> {
  let desk: Desk = await kit.desk(account);
  let entering: Promise<Desk> | undefined;
  const asked = async (url: string, body: object) => {
    let answer = await desk.call('POST', url, body);
    if (answer.status === 401) {
      // The clock of a test goes by leaps: whoever has not been seen for long signs in again, once.
      entering ??= kit.desk(account);
      desk = await entering;
      entering = undefined;
      answer = await desk.call('POST', url, body);
    }
    if (answer.status !== 200) throw new Error(`${url} ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    call: (method, url, body) => desk.call(method, url, body),
    read: (name, params = {}) => asked(`/api/reads/${name}`, params),
    command: (name, params) => asked(`/api/commands/${name}`, params),
    write: async (kind, data, at = kit.clock.now) =>
      (await asked('/api/entries', { entries: [entry(at, kind, data)] })).answers[0],
  };
}

/** What somebody found on the spot a minute before `now`. */
export function visit(now: number, row: string, finding: string, more: object = {}) {
  return {
    row,
    finding,
    at: new Date(now - 60_000).toISOString(),
    how: 'visit',
    evidence: [{ type: 'own_statement', note: '本人说明' }],
    ...more,
  };
}

export async function applied(answer: Promise<Answer>): Promise<string> {
  const given = await answer;
  expect(given).toMatchObject({ status: 'applied' });
  return given.id;
}

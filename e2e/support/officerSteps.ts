import type { Page } from 'playwright-core';
import { vi } from 'vitest';
import { patient } from './deskSteps.ts';
import { at, enrol, typePin } from './fieldSteps.ts';
import type { RunningProduct } from './product.ts';

// What an officer does with her tasks on the phone, and what a desk does beside it by the public API.

export const TOWNSHIP = '双石铺镇';

/** Somebody at the desk, by the API alone. */
export type Caller = <T>(path: string, body?: unknown) => Promise<T>;

/** Signs in at the API. A code that was used before is not taken twice: the next one is waited for. */
export async function callerOf(product: RunningProduct, account: string): Promise<Caller> {
  const { password, totp } = product.signIn(account);
  let used: string | undefined;
  const signedIn = async () => {
    const code = totp === undefined ? undefined : product.code(account);
    if (code !== undefined && code === used) return undefined;
    used = code;
    return ask<{ token: string }>(`${product.url}/api/session`, { account, password, code }).catch(
      (cause: Error) => {
        if (cause.message.includes('session.second_factor')) return undefined;
        throw cause;
      },
    );
  };
  const { token } = await vi.waitUntil(signedIn, patient);
  return (path, body = {}) => ask(`${product.url}${path}`, body, token);
}

async function ask<T>(url: string, body: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const isForm = body instanceof FormData;
  const response = await fetch(url, {
    method: 'POST',
    headers: isForm ? headers : { ...headers, 'content-type': 'application/json' },
    body: isForm ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}

export type Person = {
  name: string;
  phone?: string;
  address: string;
  from?: string;
  remark?: string;
  document?: string;
};

/** A list drops in: imported and committed, its rows with their owners when this resolves. */
export async function importList(
  desk: Caller,
  people: readonly Person[],
  { sender, due, priority = 2 }: { sender: string; due: string; priority?: number },
): Promise<void> {
  const header = '姓名,身份证号,手机号,地址,来源地,到达日期,备注';
  const lines = people.map(({ name, phone = '', address, from = '', remark = '', document = '' }) =>
    [name, document, phone, address, from, '2026-11-20', remark].join(','),
  );
  const form = new FormData();
  form.append('file', new Blob([`\ufeff${[header, ...lines].join('\r\n')}\r\n`]), `${sender}.csv`);
  const query = new URLSearchParams({ kind: 'lists', sender, due, priority: String(priority) });
  const { imports } = await desk<{ imports: { id: string }[] }>(`/api/imports?${query}`, form);
  const id = imports[0]?.id as string;
  await until(
    () => desk<{ import: { state: string } }>('/api/reads/import.one', { id }),
    (one) => ['checked', 'failed'].includes(one.import.state),
  );
  await desk(`/api/imports/${id}/commit`);
  await until(
    () => desk<{ import: { state: string } }>('/api/reads/import.one', { id }),
    (one) => ['committed', 'failed'].includes(one.import.state),
  );
}

/** Asks again and again until the answer is as wanted; gives it. */
export async function until<T>(asking: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 90_000;
  for (;;) {
    const answer = await asking();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer).slice(0, 1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Binds a phone to the township's unit and puts somebody on it. */
export async function enrolOfficer(
  page: Page,
  product: RunningProduct,
  account: string,
  pin: string,
  unit = TOWNSHIP,
): Promise<void> {
  const { code } = JSON.parse(await product.command('device', 'code', '--unit', unit, '--json')) as {
    code: string;
  };
  await enrol(page, code);
  const { password, totp } = product.signIn(account);
  await at(page, 'join-account').fill(account);
  await at(page, 'join-password').fill(password);
  await at(page, 'join-go').click();
  if (totp !== undefined) {
    // The server asks for it: the field is there from then on.
    await at(page, 'join-code').fill(product.code(account));
    await at(page, 'join-go').click();
  }
  await at(page, 'join-pin').waitFor();
  await typePin(page, pin);
  await page.getByText(/再输一次 PIN/).waitFor();
  await typePin(page, pin);
  await at(page, 'tasks').waitFor();
}

/** Opens the task of a person in the list. */
export async function openTask(page: Page, name: string): Promise<void> {
  await at(page, 'task').filter({ hasText: name }).click();
  await at(page, 'task-row').waitFor();
}

/** Opens an order of the command post in the list. */
export async function openDirective(page: Page, title: string): Promise<void> {
  await at(page, 'task').filter({ hasText: title }).click();
  await at(page, 'task-directive').waitFor();
}

/** Reports on the order that is open, or finishes it: what was done, and what proves it, a line each. */
export async function report(
  page: Page,
  how: 'progress' | 'finish',
  note: string,
  evidence: readonly string[],
): Promise<void> {
  await at(page, how).click();
  await at(page, 'report-note').fill(note);
  await at(page, 'report-evidence').fill(evidence.join('\n'));
  await at(page, 'report-send').click();
  await at(page, 'report-sheet').waitFor({ state: 'detached' });
}

/** Visits, and ends it as found in order. */
export async function findInOrder(page: Page, name: string): Promise<void> {
  await openTask(page, name);
  await at(page, 'visit').click();
  await at(page, 'finding-found_in_order').click();
  await at(page, 'tasks').waitFor();
}

/** What the phone's store holds of tasks: ids of rows, kinds of what waits, and all that lies open in it as one text. */
export async function storeOf(page: Page): Promise<{ rows: string[]; waiting: string[]; text: string }> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done, failed) => {
      const request = indexedDB.open('lianfang-field');
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const all = <T>(store: string) =>
      new Promise<T[]>((done) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => done(request.result as T[]);
      });
    const known = await all<{ group: string; key: string; open?: unknown }>('known');
    const outbox = await all<{ kind: string }>('outbox');
    const bytes = (value: unknown): unknown =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? new TextDecoder('utf-8', { fatal: false }).decode(value as ArrayBuffer)
        : value;
    const stores = await Promise.all([...db.objectStoreNames].map((name) => all<unknown>(name)));
    db.close();
    return {
      rows: known.filter(({ group }) => group === 'task.row').map(({ key }) => key),
      waiting: outbox.map(({ kind }) => kind),
      text: JSON.stringify(stores, (_key, value) => bytes(value)),
    };
  });
}

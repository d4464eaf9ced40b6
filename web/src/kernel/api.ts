import type { EntryName, EntryTable } from '@lianfang/domain/entries.ts';
import type { Purpose } from '@lianfang/domain/kernel/access.ts';
import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { ReadName, ReadTable } from '@lianfang/domain/reads.ts';
import type * as z from 'zod/mini';
import { attendance } from './attended.ts';

export type ReadParams<N extends ReadName> = z.input<ReadTable[N]['params']>;
export type ReadResult<N extends ReadName> = z.output<ReadTable[N]['result']>;
export type Me = ReadResult<'access.me'>;
export type TwoTongues = { readonly zh: string; readonly en: string };

/**
 * What the server answered instead of a result: its code, its words in both languages, its details. `offline` is our
 * own code for "no answer at all"; it carries no words, the screen has them.
 */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly words: TwoTongues | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    words?: TwoTongues,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.words = words;
    this.details = details;
  }
}

/** True when the session is gone, so that signing in again is the way out (a wrong password is not that). */
export function needsSignIn(problem: unknown): boolean {
  return (
    problem instanceof ApiProblem &&
    (problem.code === 'session.missing' || problem.code === 'session.expired')
  );
}

async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const body = (await response.json()) as {
      code?: string;
      message?: TwoTongues;
      details?: Record<string, unknown>;
    };
    if (typeof body.code === 'string')
      return new ApiProblem(body.code, response.status, body.message, body.details);
  } catch {
    // Not ours: a proxy answered, or the answer was cut. The status is all there is.
  }
  return new ApiProblem(response.status >= 500 ? 'server.fault' : 'request.malformed', response.status);
}

type Sending = { method?: string; json?: unknown; form?: FormData; signal?: AbortSignal | undefined };

/** Sends one request with the session's cookie. Throws `ApiProblem`; `offline` when no answer came. */
export async function send(
  path: string,
  { method = 'GET', json, form, signal }: Sending = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        'x-lianfang': '1',
        ...attendance(Date.now()),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: form }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiProblem('offline', 0);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function sendForJson<T>(path: string, sending: Sending): Promise<T> {
  const response = await send(path, sending);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/**
 * Asks for what can be read under a name. Always a POST with a JSON body: what is asked about a person never stands in
 * an address, and numbers stay numbers.
 */
export function read<N extends ReadName>(
  name: N,
  params: ReadParams<N>,
  signal?: AbortSignal,
): Promise<ReadResult<N>> {
  return sendForJson(`/api/reads/${name}`, { method: 'POST', json: params, signal });
}

/** Runs a command of the administration, such as `access.account.add`. */
export function command<T = unknown>(name: string, data: Record<string, unknown>): Promise<T> {
  return sendForJson(`/api/commands/${name}`, { method: 'POST', json: data });
}

export function signIn(
  account: string,
  password: string,
  code?: string,
): Promise<{ me: Me; expires: string }> {
  const json = { account, password, ...(code ? { code } : {}) };
  return sendForJson('/api/session', { method: 'POST', json });
}

export async function signOut(): Promise<void> {
  await send('/api/session', { method: 'DELETE' });
}

export type EntryData<K extends EntryName> = z.input<EntryTable[K]['data']>;

/** A new id made at this desk. */
export function newId(): string {
  return uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}

/** Delivers one entry made at the desk and gives its answer; a refusal is an answer, not an error. */
export async function deliver<K extends EntryName>(
  kind: K,
  data: EntryData<K>,
  more: { id?: string; post?: string | undefined; at?: string } = {},
): Promise<Answer> {
  const at = more.at ?? new Date().toISOString();
  const id = more.id ?? newId();
  const entry = { id, kind, at, ...(more.post === undefined ? {} : { post: more.post }), data };
  const json = { entries: [entry], sentAt: new Date().toISOString() };
  const { answers } = await sendForJson<{ answers: Answer[] }>('/api/entries', { method: 'POST', json });
  const answer = answers.find((one) => one.id === id) ?? answers[0];
  if (answer === undefined) throw new ApiProblem('server.fault', 200);
  return answer;
}

export type Reveal = { id: string; personal: Record<string, unknown> };

/** Opens the personal half of entries, for a purpose and a reason that are both logged. At most 50 at once. */
export async function reveal(entries: string[], purpose: Purpose, why: string): Promise<Reveal[]> {
  const json = { purpose, why, entries };
  return (await sendForJson<{ reveals: Reveal[] }>('/api/reveals', { method: 'POST', json })).reveals;
}

/** Lets the browser save an answer as a file under the name that the server gave it. */
async function save(response: Response, fallback: string): Promise<void> {
  const blob = await response.blob();
  const named = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = named?.[1] === undefined ? fallback : decodeURIComponent(named[1]);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Lists that can be saved as a file as they are filtered. */
export type Exported = 'checkpoint.passages' | 'response.directives' | 'task.list' | 'verification.rows';
export type ExportOrder<N extends Exported = Exported> = {
  read: N;
  params: ReadParams<N>;
  columns: string[];
  format: 'xlsx' | 'csv';
  purpose: Purpose;
  why: string;
};

export async function exportFile(order: ExportOrder): Promise<void> {
  await save(await send('/api/exports', { method: 'POST', json: order }), `lianfang-export.${order.format}`);
}

export async function download(path: string, fallback: string): Promise<void> {
  await save(await send(path), fallback);
}

export function uploadImports(files: readonly File[]): Promise<{ imports: { id: string; name: string }[] }> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  return sendForJson('/api/imports', { method: 'POST', form });
}

/** What the columns of a sheet are, and post and date of the whole file where its sheets do not say. */
export type Mapping = {
  sheet?: string;
  columns?: Record<string, string>;
  /** The words of the headers by column, under which `save` keeps the fields. */
  headers?: Record<string, string>;
  post?: string;
  date?: string;
  save?: boolean;
};

export async function mapImport(id: string, mapping: Mapping): Promise<void> {
  await send(`/api/imports/${id}/mapping`, { method: 'POST', json: mapping });
}

export async function commitImport(id: string): Promise<void> {
  await send(`/api/imports/${id}/commit`, { method: 'POST' });
}

export async function discardImport(id: string): Promise<void> {
  await send(`/api/imports/${id}`, { method: 'DELETE' });
}

export type HeldAnswer = { cells: Record<string, string> } | { dismiss: true; why: string };

/** Ends a held row. A correction that still does not do comes back as `open` with the reason. */
export function settleHeld(id: string, answer: HeldAnswer): Promise<{ state: string; reason?: string }> {
  return sendForJson(`/api/imports/held/${id}`, { method: 'POST', json: answer });
}

/** What stands in a held row, by field. Personal, logged. */
export function openHeld(id: string, why: string): Promise<{ cells: Record<string, string> }> {
  return sendForJson(`/api/imports/held/${id}/open`, { method: 'POST', json: { why } });
}

/** Delivers many entries of one kind at once; gives the first answer that is not `applied`, or the last. */
export async function deliverAll<K extends EntryName>(
  kind: K,
  all: readonly EntryData<K>[],
): Promise<{ answer: Answer; applied: number }> {
  const at = new Date().toISOString();
  let applied = 0;
  let last: Answer | undefined;
  for (let from = 0; from < all.length; from += 500) {
    const entries = all.slice(from, from + 500).map((data) => ({ id: newId(), kind, at, data }));
    const json = { entries, sentAt: new Date().toISOString() };
    const { answers } = await sendForJson<{ answers: Answer[] }>('/api/entries', { method: 'POST', json });
    applied += answers.filter((one) => one.status === 'applied').length;
    last = answers.find((one) => one.status !== 'applied') ?? answers.at(-1);
    if (last?.status !== 'applied') break;
  }
  if (last === undefined) throw new ApiProblem('server.fault', 200);
  return { answer: last, applied };
}

/** What is to be known of a list besides its file. `due` is an instant. */
export type ListAsked = { sender: string; due: string; priority: number; corrects?: string | undefined };

/** Sends a list to be checked; nothing of it is taken yet. */
export function uploadList(
  file: File,
  asked: ListAsked,
): Promise<{ imports: { id: string; name: string }[] }> {
  const form = new FormData();
  form.append('file', file, file.name);
  const { sender, due, priority, corrects } = asked;
  const query = new URLSearchParams({
    kind: 'lists',
    sender,
    due,
    priority: String(priority),
    ...(corrects === undefined ? {} : { corrects }),
  });
  return sendForJson(`/api/imports?${query}`, { method: 'POST', form });
}

/** Saves the answer to the sender of a list: the sender's own columns with the findings added. Logged with its reason. */
export async function exportFeedback(list: string, why: string): Promise<void> {
  await save(await send(`/api/lists/${list}/feedback`, { method: 'POST', json: { why } }), 'feedback.xlsx');
}

import { createHmac } from 'node:crypto';
import type { ChannelKind, Digest, Language } from '@lianfang/domain/kernel/notify.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { Answered, Outgoing } from './http.ts';

/** What is sealed of a channel. */
export type Secrets = {
  /** The webhook as it was copied from the robot's page, with its key; for SMS the service's address. */
  readonly url: string;
  /** DingTalk: the secret that its requests are signed with (`SEC…`). */
  readonly secret?: string | undefined;
  readonly sms?: Sms | undefined;
};

/**
 * An SMS service. `{{text}}` and `{{phones}}` stand for the message and the numbers (with commas between) in address and body;
 * they are written as the place needs it (JSON, form, address). `accepted`: what the answer must contain to count.
 */
export type Sms = {
  readonly method: 'POST' | 'GET' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly phones: readonly string[];
  readonly accepted?: string | undefined;
};

/**
 * What a try came to. `throttled`: the service wants quiet for a while. `refused`: it said no, and took nothing. `failed`: no
 * clear answer.
 */
export type Outcome =
  | { readonly is: 'sent' }
  | { readonly is: 'throttled'; readonly error: string; readonly quietMs: number }
  | { readonly is: 'refused'; readonly error: string; readonly lasting: boolean }
  | { readonly is: 'failed'; readonly error: string; readonly doubtful: boolean };

type Adapter = {
  /** Messages a minute that a robot takes: two below what the service allows, for those who type beside us. */
  readonly perMinute: number;
  /** The one host that is meant; undefined where any may be. */
  readonly host: string | undefined;
  readonly request: (secrets: Secrets, digest: Digest, language: Language, nowMs: number) => Outgoing;
  readonly outcome: (answered: { status: number; body: string }, secrets: Secrets) => Outcome;
};

export const adapters: Readonly<Record<ChannelKind, Adapter>> = {
  // developer.work.weixin.qq.com/document/path/91770: 20 messages a minute, markdown of 4096 bytes.
  wecom: {
    perMinute: 18,
    host: 'qyapi.weixin.qq.com',
    request: ({ url }, digest, language) =>
      json(url, { msgtype: 'markdown', markdown: { content: markdown(digest, language) } }),
    outcome: (answered) => errcode(answered, [45009], 60_000, [93000, 93008, 93017]),
  },
  // open.dingtalk.com/document/orgapp/custom-robot-access: 20 a minute, then ten minutes of nothing; signed within an hour.
  dingtalk: {
    perMinute: 18,
    host: 'oapi.dingtalk.com',
    request: ({ url, secret }, digest, language, nowMs) =>
      json(secret === undefined ? url : signed(url, secret, nowMs), {
        msgtype: 'markdown',
        markdown: { title: digest.title, text: markdown(digest, language) },
      }),
    outcome: (answered) =>
      errcode(answered, [130101, 130102, 410100, 90030], 600_000, [300001, 310000, 400101, 400102]),
  },
  sms: {
    perMinute: 18,
    host: undefined,
    request({ url, sms }, digest, language) {
      if (sms === undefined) throw new Error('an SMS channel without its service');
      const type =
        Object.entries(sms.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
      const values = { text: line(digest, language), phones: sms.phones.join(',') };
      const quoted = type.includes('json')
        ? (value: string) => JSON.stringify(value).slice(1, -1)
        : type.includes('urlencoded')
          ? encodeURIComponent
          : (value: string) => value;
      return {
        url: filled(url, values, encodeURIComponent),
        method: sms.method,
        headers: sms.headers,
        body: sms.method === 'GET' || sms.body === undefined ? undefined : filled(sms.body, values, quoted),
      };
    },
    outcome({ status, body }, { sms }) {
      if (status < 200 || status > 299) return refusedBy(status);
      return sms?.accepted === undefined || body.includes(sms.accepted)
        ? { is: 'sent' }
        : { is: 'refused', error: 'answer', lasting: false };
    },
  },
};

/** What an answer, or none, comes to. */
export function outcomeOf(kind: ChannelKind, secrets: Secrets, answered: Answered): Outcome {
  if ('failed' in answered) return { is: 'failed', error: answered.failed, doubtful: answered.doubtful };
  if (answered.status === 429)
    return {
      is: 'throttled',
      error: 'http.429',
      quietMs: Math.min(Math.max(answered.retryAfter ?? 60, 1), 3600) * 1000,
    };
  return adapters[kind].outcome(answered, secrets);
}

/** Robots answer 200 whatever they think of it: what counts is `errcode`. */
function errcode(
  { status, body }: { status: number; body: string },
  throttled: readonly number[],
  quietMs: number,
  lasting: readonly number[],
): Outcome {
  if (status !== 200) return refusedBy(status);
  let code: unknown;
  try {
    code = (JSON.parse(body) as { errcode?: unknown } | null)?.errcode;
  } catch {
    // A proxy's page, perhaps.
  }
  if (typeof code !== 'number') return { is: 'failed', error: 'answer', doubtful: true };
  if (code === 0) return { is: 'sent' };
  const error = `errcode.${code}`;
  if (throttled.includes(code)) return { is: 'throttled', error, quietMs };
  return { is: 'refused', error, lasting: lasting.includes(code) };
}

/** A server that broke may have done its work before; one that says it is our request has done nothing. */
function refusedBy(status: number): Outcome {
  const error = `http.${status}`;
  return status >= 500 ? { is: 'failed', error, doubtful: true } : { is: 'refused', error, lasting: true };
}

function json(url: string, body: object): Outgoing {
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** The webhook with timestamp (ms) and HMAC-SHA256 over `timestamp\nsecret`, base64, in the address's encoding. */
function signed(url: string, secret: string, nowMs: number): string {
  const sign = createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64');
  const address = new URL(url);
  address.searchParams.set('timestamp', String(nowMs));
  address.searchParams.set('sign', sign);
  return address.href;
}

function markdown({ title, lines, link, number }: Digest, language: Language): string {
  const [open, mark] = language === 'zh' ? ['打开查看', `编号 ${number}`] : ['Open', `no. ${number}`];
  return [`### ${title}`, ...lines.map((one) => `- ${one}`), '', `[${open}](${link})`, '', `> ${mark}`].join(
    '\n',
  );
}

function line({ title, lines, link, number }: Digest, language: Language): string {
  return language === 'zh'
    ? `【${title}】${lines.join('，')}。${link} （编号 ${number}）`
    : `[${title}] ${lines.join(', ')}. ${link} (no. ${number})`;
}

function filled(
  template: string,
  values: Readonly<Record<string, string>>,
  quoted: (value: string) => string,
): string {
  return template.replace(/\{\{(text|phones)\}\}/g, (_, name: string) => quoted(values[name] ?? ''));
}

/**
 * Origins that are allowed though they are not https or not the service's own: intranet gateways and tests, named by the
 * operator (`LIANFANG_NOTIFY_ORIGINS=http://127.0.0.1:9000,http://10.1.2.3:8080`).
 */
function allowedOrigins(): readonly string[] {
  return (process.env.LIANFANG_NOTIFY_ORIGINS ?? '').split(',').map((origin) => origin.trim());
}

/** Checks where a channel sends to; its host. Throws `request.malformed` (`fields`). */
export function checkAddress(kind: ChannelKind, url: string): string {
  let address: URL;
  try {
    address = new URL(url.replaceAll(/\{\{(text|phones)\}\}/g, 'x'));
  } catch {
    throw problem('request.malformed', { fields: ['url'] });
  }
  const { host } = adapters[kind];
  const meant = address.protocol === 'https:' && (host === undefined || address.host === host);
  const plain = address.username === '' && address.password === '';
  // The place of the message must not decide where it goes.
  const fixed = !/\{\{/.test(url.slice(0, url.indexOf('/', 8) + 1 || undefined));
  if (!plain || !fixed || !(meant || allowedOrigins().includes(address.origin)))
    throw problem('request.malformed', { fields: ['url'], why: 'address' });
  return address.host;
}

// An exercise county with a day and a half of work in it, made anew in a folder of its own.
import { execFile, spawn } from 'node:child_process';
import { createHmac, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../run.mjs';
import { idNumber, passage, personName, phone, plate, uuid7 } from './people.mjs';

const HOUR = 3_600_000;
const program = join(root, 'bin/lianfang');

/** Sets the county up and starts its server. `stop` ends it. */
export async function openCounty(data, port) {
  const env = { ...process.env, LIANFANG_DATA: data, LIANFANG_LOG: 'warn' };
  delete env.DATABASE_URL;
  const cli = async (...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--json'], { env });
    return JSON.parse(stdout);
  };
  const { signIns } = await cli('setup', '--exercise', '--county', '610330');
  const server = spawn(process.execPath, [program, 'serve', '--port', String(port)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://localhost:${port}`;
  while (
    !(await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error('the server did not start');
    await new Promise((next) => setTimeout(next, 200));
  }
  const tokens = new Map();
  /** Signs an account in, once; gives its token. */
  async function token(account) {
    if (!tokens.has(account)) {
      const { password, totp } = signIns.find((one) => one.account === account);
      const code = totp && sixDigits(totp);
      const answer = await ask(url, undefined, '/api/session', { account, password, ...(code && { code }) });
      tokens.set(account, answer.token);
    }
    return tokens.get(account);
  }
  const post = async (account, path, body) => ask(url, await token(account), path, body);
  return {
    url,
    cli,
    signIns,
    token,
    post,
    read: async (account, name, params = {}) => ask(url, await token(account), `/api/reads/${name}`, params),
    /** Makes an entry as a desk does; gives its id. */
    enter: (account, kind, data) => enter({ post }, account, kind, data),
    /** Reads until `done` says so. */
    async until(account, name, params, done) {
      for (let look = 0; look < 100; look++) {
        if (done(await this.read(account, name, params))) return;
        await new Promise((next) => setTimeout(next, 300));
      }
      throw new Error(`${name}: waited in vain`);
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** The code that an authenticator shows now for a secret in Base32 (RFC 6238). */
function sixDigits(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(Date.now() / 30_000), 4);
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Enrols a phone at a post as the field app does: a code from the desk, a key of its own, a signed challenge. */
async function enrolPhone(county, post, name) {
  const { code } = await county.post('lead', '/api/commands/access.device.code', { post });
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const publicKey = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  const { device } = await ask(county.url, undefined, '/api/devices', { code, publicKey, name });
  const { challenge } = await ask(county.url, undefined, '/api/session', { device });
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signed = await webcrypto.subtle.sign(algorithm, pair.privateKey, Buffer.from(challenge));
  const signature = Buffer.from(signed).toString('base64url');
  const { token } = await ask(county.url, undefined, '/api/session', { device, challenge, signature });
  return { device, token };
}

async function ask(url, token, path, body) {
  const form = body instanceof FormData;
  const response = await fetch(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !form && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const handovers = ['2 号测温枪电量低，已报修。', '凌晨有货车集中到达，请留一人引导。', '采样管还剩 40 支。'];

/** Phones of seven posts deliver two and a half days of passages; one of them is behind, two fevers are open. */
export async function fillCounty(county) {
  const now = Date.now();
  for (const [place, post] of ['CP1', 'CP2', 'CP3', 'CP4', 'CP5', 'CP6', 'CP7'].entries()) {
    const phoneOfPost = await enrolPhone(county, post, `${post} 值守手机`);
    const entries = [];
    let seq = 0;
    const add = (kind, at, data) => {
      const id = uuid7(at);
      entries.push({
        id,
        device: phoneOfPost.device,
        seq: ++seq,
        kind,
        at: new Date(at).toISOString(),
        post,
        data,
      });
      return id;
    };
    const members = [
      { agency: 'police', count: 2 },
      { agency: 'health', count: 1 },
      { agency: 'transport', count: 1 },
    ];
    // Oldest first, as a phone numbers them.
    const began = [57, 49, 41, 33, 25, 17, 9].map((hours) => now - hours * HOUR - place * 240_000);
    const shifts = [...began, now - HOUR - place * 240_000];
    for (const [turn, start] of shifts.entries()) {
      const end = shifts[turn + 1] ?? now - (place === 6 ? 47 * 60_000 : 2 * 60_000 + place * 40_000);
      const hour = (new Date(start).getUTCHours() + 8) % 24;
      const label = hour < 6 || hour >= 22 ? '夜班' : hour < 14 ? '早班' : '中班';
      const shift = add('checkpoint.shift.opened', start, { members, label });
      const many = Math.round(((end - start) / HOUR) * (3 + place * 0.9));
      for (let nth = 0; nth < many; nth++) {
        const data = passage(shift);
        if (turn === 7 && nth === 0 && (place === 1 || place === 4)) {
          data.persons[0].temperature = place === 1 ? 38.4 : 37.6;
          data.outcome = 'handed_to_clinician';
          delete data.reason;
        }
        add('checkpoint.passage.registered', Math.round(start + ((nth + 0.7) / many) * (end - start)), data);
      }
      if (turn < 7)
        add('checkpoint.shift.closed', end - 1000, { shift, handover: handovers[(turn + place) % 3] });
    }
    // The phone of CP6 has lost its network a while ago: what it holds is known by its numbers.
    const sent = post === 'CP6' ? entries.slice(0, -9) : entries;
    for (let first = 0; first < sent.length; first += 200) {
      const { answers } = await ask(county.url, phoneOfPost.token, '/api/entries', {
        entries: sent.slice(first, first + 200),
        sentAt: new Date().toISOString(),
        captured: seq,
        undelivered: entries.length - sent.length,
      });
      const other = answers.find(({ status }) => status !== 'applied');
      if (other !== undefined) throw new Error(`${post}: ${JSON.stringify(other)}`);
    }
  }
}

/** The county's calendar day so many days ago: 2022-01-05. */
export function day(ago) {
  return new Date(Date.now() + 8 * HOUR - ago * 24 * HOUR).toISOString().slice(0, 10);
}

/** A register as a post keeps it on paper, with the faults that such registers have. Gives the import's id. */
export async function importRegister(county) {
  const date = day(1);
  const rows = [];
  for (let nth = 0; nth < 42; nth++) {
    const time = `${8 + Math.floor(nth / 4)}:${String((nth * 17) % 60).padStart(2, '0')}`;
    const id = idNumber();
    rows.push([
      nth === 9 ? '' : time,
      nth === 20 ? '' : nth === 3 ? plate().toLowerCase().replace(/^(..)/, '$1·') : plate(),
      personName(),
      nth === 14
        ? `${id.slice(0, 15)}000`
        : nth === 26
          ? id.replace(/.$/, (digit) => (digit === '1' ? '2' : '1'))
          : id,
      nth === 5 ? '' : phone(),
      nth === 20 ? '' : '36.5',
      '西安市',
      '凤县',
      nth === 31 ? '劝返' : '放行',
    ]);
  }
  rows.splice(18, 0, rows[17]);
  const head = ['登记时间', '车牌号', '姓名', '身份证号', '电话', '体温', '始发地', '目的地', '处置'];
  const text = `\uFEFF${[head, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`;
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/csv' }), `唐藏检查站 ${date}.csv`);
  const { imports } = await county.post('desk', '/api/imports', form);
  await county.until('desk', 'import.one', { id: imports[0].id }, (one) => one.import.state !== 'checking');
  return imports[0].id;
}

/** Some personal data is opened, for the auditor to see. */
export async function openSome(county) {
  const { rows } = await county.read('desk', 'checkpoint.passages', { post: 'CP4', limit: 3 });
  const entries = rows.map(({ id }) => id);
  const open = (account, purpose, why) => county.post(account, '/api/reveals', { purpose, why, entries });
  await open('desk', 'verification', '核对协查函第 12 号所列车辆');
  await open('lead', 'complaint', '旅客投诉劝返，核对当时登记');
}

/** Compiles yesterday's report. Gives its id. */
export async function compileReport(county) {
  const midnight = (ago) => new Date(Date.parse(`${day(ago)}T00:00:00+08:00`)).toISOString();
  return enter(county, 'desk', 'report.compiled', { area: '610330', from: midnight(1), to: midnight(0) });
}

/** One move of a report: `reviewed`, `approved`, `issued`. */
export function sign(county, account, move, report, remark) {
  return enter(county, account, `report.${move}`, { report, ...(remark && { remark }) });
}

async function enter(county, account, kind, data) {
  const now = Date.now();
  const id = uuid7(now);
  const entry = { id, kind, at: new Date(now).toISOString(), data };
  const { answers } = await county.post(account, '/api/entries', { entries: [entry] });
  if (answers[0].status !== 'applied') throw new Error(`${kind}: ${JSON.stringify(answers[0])}`);
  return id;
}

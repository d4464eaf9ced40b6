import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { openPhone, type Phone } from '../e2e/support/browser.ts';
import { at, enrol, join, openShift, PIN, typePlate, unlock } from '../e2e/support/fieldSteps.ts';
import { type Stub, startStub } from '../e2e/support/stubServer.ts';

export type BenchRow = { name: string; limit: number | undefined; value: number; unit: string };

const THROTTLE = 6;
const SAVES = 25;

/**
 * The field app on a slow phone (Chromium, CPU throttled 6×): first load, saving with nothing, 5 000 and 20 000
 * entries waiting. Needs the built pages (`npm run build`); no server but the tests' own.
 */
export async function fieldBench(): Promise<BenchRow[]> {
  const stub = await startStub();
  const rows: BenchRow[] = [
    { name: 'field: script of the first load, gzip', limit: 200, value: await firstLoad(stub), unit: 'KB' },
  ];
  let phone: Phone | undefined;
  try {
    phone = await openPhone(`${stub.url}/field/`, { realTime: true });
    await enrol(phone.page, 'TESTCODE');
    await join(phone.page, 'wang', 'Wang-2022-pass', PIN.wang);
    await at(phone.page, 'shift').waitFor();
    await openShift(phone.page);
    await phone.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await phone.context.setOffline(true);
    const first = await saves(phone.page);
    rows.push(...rowsOf('nothing waiting', first));
    for (const count of [5_000, 20_000]) {
      await queueUp(phone.page, count);
      await phone.page.reload();
      await unlock(phone.page, '王建军', PIN.wang);
      await at(phone.page, 'form').waitFor();
      const times = await saves(phone.page);
      rows.push(...rowsOf(`${count} waiting`, times));
      if (count === 20_000) {
        rows.push({
          name: 'field: save with 20 000 waiting against none',
          limit: 1.5,
          value: round(median(times) / median(first)),
          unit: '×',
        });
      }
    }
    const shown = await timeToPin(phone.page);
    rows.push({
      name: 'field: reload to PIN pad, offline, 20 000 waiting, CPU 6×',
      limit: 1_500,
      value: shown,
      unit: 'ms',
    });
  } finally {
    await phone?.discard();
    await stub.stop();
  }
  return rows;
}

function rowsOf(state: string, times: readonly number[]): BenchRow[] {
  return [
    {
      name: `field: save to blank form, ${state}, CPU 6×, median`,
      limit: 150,
      value: round(median(times)),
      unit: 'ms',
    },
    {
      name: `field: save to blank form, ${state}, CPU 6×, worst of ${SAVES}`,
      limit: undefined,
      value: round(Math.max(...times)),
      unit: 'ms',
    },
  ];
}

/** Saves passages at 6× and gives for each the ms from the tap to the painted blank form. */
async function saves(page: Page): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  const times: number[] = [];
  try {
    for (let car = 0; car < SAVES; car += 1) {
      await typePlate(page, `A${String(10_000 + car)}`.slice(0, 5));
      times.push(await timeOfSave(page));
    }
  } finally {
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await cdp.detach();
  }
  return times;
}

function timeOfSave(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const form = document.querySelector('[data-testid=form]') as HTMLElement;
        const before = form.dataset.round;
        const watch = new MutationObserver(() => {
          if (form.dataset.round === before) return;
          watch.disconnect();
          // The frame in which the blank form is painted, and the moment after it.
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        });
        watch.observe(form, { attributes: true });
        const began = performance.now();
        (document.querySelector('[data-testid=outcome-passed]') as HTMLElement).click();
      }),
  );
}

/** Fills the phone's queue up to so many entries, as copies of the ones that it holds. */
async function queueUp(page: Page, count: number): Promise<void> {
  await page.evaluate(async (wanted) => {
    const open = () =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const asking = indexedDB.open('lianfang-field');
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(asking.error);
      });
    const result = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(asking.error);
      });
    const db = await open();
    const reading = db.transaction(['meta', 'outbox', 'known']);
    const tally = await result(reading.objectStore('meta').get('tally'));
    const sample = (await result(reading.objectStore('outbox').getAll(null, 5))).at(-1);
    const known = (await result(reading.objectStore('known').getAll())).find(
      ({ group, key }) => group.startsWith('passage:') && key !== '',
    );
    const vehicle = (await result(reading.objectStore('known').getAll())).find(
      ({ group }) => group === 'vehicle',
    );
    let { seq, waiting } = tally;
    while (waiting < wanted) {
      const tx = db.transaction(['meta', 'outbox', 'known'], 'readwrite');
      for (let step = 0; step < 1_000 && waiting < wanted; step += 1) {
        seq += 1;
        waiting += 1;
        const id = crypto.randomUUID();
        const time = Date.now() - waiting * 1_000;
        tx.objectStore('outbox').add({ ...sample, id, seq });
        tx.objectStore('known').put({ ...known, key: id, at: time });
        tx.objectStore('known').put({ ...vehicle, key: id, at: time });
      }
      tx.objectStore('meta').put({ ...tally, seq, waiting }, 'tally');
      await new Promise((resolve, reject) => {
        tx.oncomplete = resolve;
        tx.onabort = () => reject(tx.error);
      });
    }
    localStorage.setItem('lianfang.seq', String(seq));
    db.close();
  }, count);
}

async function timeToPin(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await page.reload({ waitUntil: 'commit' });
  await at(page, 'locked').waitFor();
  const ms = await page.evaluate(() => performance.now());
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await cdp.detach();
  return Math.round(ms);
}

/** KB (1 000 bytes) of gzip of the scripts that the page names and what they import. */
async function firstLoad(stub: Stub): Promise<number> {
  const read = async (path: string) => (await fetch(new URL(path, stub.url))).text();
  const pending = [...(await read('/field/')).matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(
    ([, path]) => path as string,
  );
  const sizes = new Map<string, number>();
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (sizes.has(path)) continue;
    const text = await read(path);
    sizes.set(path, gzipSync(text).length);
    pending.push(
      ...[...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map(([, name]) => `/assets/${name}`),
    );
  }
  return round([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1_000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchPhones, openPhone, openShared, type Phone, pullBattery } from '../support/browser.ts';
import {
  at,
  enrol,
  finish,
  join,
  letUndoPass,
  openShift,
  PIN,
  typePin,
  typePlate,
  unlock,
  waitingIs,
} from '../support/fieldSteps.ts';
import { countsOn } from '../support/phoneSteps.ts';
import { type Stub, startStub } from '../support/stubServer.ts';

let stub: Stub;
let browser: Browser;
let phone: Phone;

/** A phone with an open shift. */
async function onShift(opened?: Phone): Promise<void> {
  phone = opened ?? (await openShared(browser, `${stub.url}/field/`));
  await enrol(phone.page, 'TESTCODE');
  await join(phone.page, 'wang', 'Wang-2022-pass', PIN.wang);
  await at(phone.page, 'shift').waitFor();
  await openShift(phone.page);
}

async function pass(plate: string): Promise<void> {
  await typePlate(phone.page, plate);
  await finish(phone.page, 'passed');
}

const passages = () => stub.of('checkpoint.passage.registered');
const seqs = () => [...stub.entries.values()].map(({ seq = 0 }) => seq).sort((a, b) => a - b);
const dense = () => expect(seqs()).toEqual(seqs().map((_, index) => index + 1));

beforeAll(async () => {
  browser = await launchPhones();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  stub = await startStub();
});
afterEach(async () => {
  await phone?.discard();
  await stub.stop();
});

describe('delivery', () => {
  it('asks again when the answer is lost, and nothing arrives twice', async () => {
    await onShift();
    stub.faults.loseAnswers = 2;
    await pass('A11111');
    await waitingIs(phone.page, 1);
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(1);
    expect(stub.conflicts).toEqual([]);
    dense();
  });

  it('keeps to Retry-After, takes a proxy’s page for no answer, and signs in again when the session has ended', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    stub.faults.failWith = { status: 503, times: 1, retryAfter: 2 };
    await pass('A11111');
    await waitingIs(phone.page, 0);
    stub.faults.failWith = { status: 502, times: 2, plain: true };
    await pass('A22222');
    await waitingIs(phone.page, 0);
    stub.faults.expireSessions = true;
    await pass('A33333');
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(3);
    dense();
  });

  /** A busy phone: what was to be done at once is done five seconds late. */
  const becomeBusy = () =>
    phone.page.evaluate(() => {
      const later = window.setTimeout;
      window.setTimeout = ((work: () => void, ms = 0) => later(work, ms < 100 ? 5_000 : ms)) as never;
    });

  it('does not take for lost what was taken back before it was read back', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await becomeBusy();
    await pass('A11111');
    await at(phone.page, 'undo').click();
    await phone.page.getByRole('button', { name: /陕CA11111$/ }).waitFor();
    await letUndoPass(phone.page);
    await waitingIs(phone.page, 0);
    expect(await at(phone.page, 'storage-warning').count()).toBe(0);
    // The form has its plate again: another last digit, and that one counts.
    await at(phone.page, 'plate').click();
    await phone.page.getByTestId('plate-pad').getByRole('button', { name: /删除/ }).click();
    await pass('2');
    await waitingIs(phone.page, 0);
    expect(passages().map(({ data }) => data.plate)).toEqual(['陕CA11112']);
    dense();
  });

  it('does not take for lost what was delivered before it was read back', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await becomeBusy();
    await pass('A11111');
    // With the second one the first gets its number.
    await pass('A22222');
    await expect.poll(() => passages().length).toBe(1);
    await letUndoPass(phone.page);
    await waitingIs(phone.page, 0);
    expect(await at(phone.page, 'storage-warning').count()).toBe(0);
    expect(passages().length).toBe(2);
    expect(stub.deliveries.at(-1)?.captured).toBe(3);
    expect(stub.conflicts).toEqual([]);
    dense();
  });

  it('is not driven in circles by a server that says it misses what it has answered', async () => {
    stub.faults.forgetful = true;
    await onShift();
    for (const plate of ['A11111', 'A22222', 'A33333']) await pass(plate);
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(3);
    expect(stub.deliveries.length).toBeLessThan(12);
    expect(stub.conflicts).toEqual([]);
  });

  it('stops when the phone was revoked, says so, and keeps everything', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    stub.faults.revoked = true;
    await pass('A11111');
    await letUndoPass(phone.page);
    await at(phone.page, 'revoked-warning').waitFor({ timeout: 30_000 });
    expect(await at(phone.page, 'delivery').getAttribute('data-waiting')).toBe('1');
    await pass('A22222');
    await phone.page.locator('[data-testid=delivery][data-waiting="2"]').waitFor();
  });

  it('tells the crew when the clock is more than five minutes off', async () => {
    stub.faults.clockMs = -12 * 60_000;
    await onShift();
    await at(phone.page, 'skew-warning').getByText(/12/).waitFor({ timeout: 30_000 });
  });

  it('puts what is refused into the tray, where it is set right as a new entry', async () => {
    stub.faults.judge = ({ kind, data }) =>
      kind === 'checkpoint.passage.registered' && data.plate === '陕CA11111'
        ? { status: 'refused', reason: 'checkpoint.reason_missing' }
        : undefined;
    await onShift();
    await pass('A11111');
    await pass('A22222');
    await waitingIs(phone.page, 0);
    await phone.page.locator('[data-testid=delivery][data-refused="1"]').waitFor();
    await at(phone.page, 'delivery').click();
    await at(phone.page, 'open-tray').click();
    await at(phone.page, 'tray-correct').click();
    await at(phone.page, 'correcting').waitFor();
    await at(phone.page, 'plate').click();
    await phone.page.getByTestId('plate-pad').getByRole('button', { name: /删除/ }).click();
    await typePlate(phone.page, '2');
    await finish(phone.page, 'passed');
    await phone.page.locator('[data-testid=delivery][data-refused="0"]').waitFor();
    await waitingIs(phone.page, 0);
    expect(passages().map(({ data }) => data.plate)).toContain('陕CA11112');
    dense();
  });
});

describe('taking back', () => {
  it('leaves nothing of a save that is undone in time, and no gap in the numbers', async () => {
    await onShift();
    await typePlate(phone.page, 'A11111');
    await finish(phone.page, 'passed');
    await at(phone.page, 'undo').click();
    await phone.page.getByRole('button', { name: /陕CA11111$/ }).waitFor();
    await finish(phone.page, 'sent_to_sampling');
    await waitingIs(phone.page, 0);
    expect(passages().map(({ data }) => data.outcome)).toEqual(['sent_to_sampling']);
    dense();
  });

  it('says of a refused correction that it was refused, before and after somebody dealt with it', async () => {
    await onShift();
    await pass('A11111');
    await waitingIs(phone.page, 0);
    const [opened] = stub.of('checkpoint.shift.opened');
    expect(opened?.data.label).toMatch(/^(morning|day|night)$/);
    stub.faults.judge = ({ kind }) =>
      kind === 'checkpoint.passage.corrected' ? { status: 'refused', reason: 'access.area' } : undefined;
    await at(phone.page, 'counts').click();
    await at(phone.page, 'record').click();
    await at(phone.page, 'correct').click();
    await at(phone.page, 'correcting').waitFor();
    await finish(phone.page, 'sent_to_sampling');
    await waitingIs(phone.page, 0);
    const record = at(phone.page, 'record').first();
    await at(phone.page, 'counts').click();
    await record.getByText('更正被退').waitFor();
    await record.locator('.place-refused').waitFor();
    expect(await record.getByText('已更正').count()).toBe(0);
    await at(phone.page, 'back').click();
    await at(phone.page, 'delivery').click();
    await at(phone.page, 'open-tray').click();
    await at(phone.page, 'tray-item')
      .getByText(/登记 \d\d:\d\d · 答复 \d\d:\d\d/)
      .waitFor();
    await at(phone.page, 'tray-settle').click();
    await at(phone.page, 'settle-go').click();
    await at(phone.page, 'tray-item').waitFor({ state: 'detached' });
    await at(phone.page, 'back').click();
    await at(phone.page, 'counts').click();
    await record.getByText('更正被退').waitFor();
    await record.locator('.place-delivered').waitFor();
  });

  it('corrects and voids by new entries that keep the first', async () => {
    await onShift();
    await pass('A11111');
    await waitingIs(phone.page, 0);
    await at(phone.page, 'counts').click();
    await at(phone.page, 'record').click();
    await at(phone.page, 'correct').click();
    await at(phone.page, 'correcting').waitFor();
    await finish(phone.page, 'sent_to_sampling');
    await at(phone.page, 'counts').click();
    await at(phone.page, 'record').click();
    await at(phone.page, 'void').click();
    await at(phone.page, 'void-duplicate').click();
    await phone.page
      .getByText(/已作废/)
      .first()
      .waitFor();
    await waitingIs(phone.page, 0);
    const [first] = passages();
    expect(stub.of('checkpoint.passage.corrected').map(({ data }) => data.corrects)).toEqual([first?.id]);
    expect(stub.of('checkpoint.passage.voided').map(({ data }) => data.voids)).toEqual([first?.id]);
    dense();
  });
});

describe('accidents', () => {
  it('loses nothing when the battery dies while entries wait and while they are being sent', async () => {
    let own = await openPhone(`${stub.url}/field/`);
    await onShift(own);
    await phone.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await waitingIs(phone.page, 0);
    stub.faults.delayMs = 400;
    for (let round = 1; round <= 3; round += 1) {
      await pass(`A1111${round}`);
      await pass(`A2222${round}`);
      pullBattery(own.profile);
      own = await own.reopen();
      phone = own;
      await unlock(phone.page, '王建军', PIN.wang);
      await at(phone.page, 'form').waitFor();
    }
    stub.faults.delayMs = 0;
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(6);
    expect(stub.conflicts).toEqual([]);
    dense();
  });

  it('sends from one of several tabs at a time, and numbers stay without gap or double', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    const second = await phone.context.newPage();
    await second.goto(`${stub.url}/field/`);
    await unlock(second, '王建军', PIN.wang);
    await at(second, 'form').waitFor();
    await phone.context.setOffline(true);
    for (let car = 1; car <= 4; car += 1) {
      for (const tab of [phone.page, second]) {
        await tab.bringToFront();
        await typePlate(tab, `A1111${car}`);
        await finish(tab, 'passed');
      }
    }
    await phone.context.setOffline(false);
    await waitingIs(second, 0);
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(8);
    expect(stub.conflicts).toEqual([]);
    dense();
  });

  /** Something that the store can do fails, until `mendStore`. */
  const spoilStore = (of: 'IDBObjectStore' | 'IDBIndex', what: string) =>
    phone.page.evaluate(
      ([of, what]) => {
        const prototype = (window as unknown as Record<string, { prototype: Record<string, unknown> }>)[of]!
          .prototype;
        const good = prototype[what];
        (window as unknown as { mend: () => void }).mend = () => {
          prototype[what] = good;
        };
        prototype[what] = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      },
      [of, what] as const,
    );
  const mendStore = () => phone.page.evaluate(() => (window as unknown as { mend: () => void }).mend());

  /** Without a network, and with a store that takes nothing: the passage lies in memory. */
  async function passInMemory(plate: string): Promise<void> {
    await phone.context.setOffline(true);
    await spoilStore('IDBObjectStore', 'add');
    await pass(plate);
    await at(phone.page, 'storage-warning').waitFor();
  }

  it('goes on in memory under a red banner when the store fails, and delivers that too', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await passInMemory('A11111');
    await at(phone.page, 'storage-export').click();
    await at(phone.page, 'export-save').waitFor();
    expect(await at(phone.page, 'passphrase').textContent()).toMatch(/^([2-9A-Z]{4}-){3}[2-9A-Z]{4}$/);
    expect(await at(phone.page, 'export-count').textContent()).toContain('1');
    await at(phone.page, 'back').click();
    await mendStore();
    await phone.context.setOffline(false);
    await waitingIs(phone.page, 0);
    await at(phone.page, 'storage-warning').waitFor({ state: 'detached' });
    expect(passages().length).toBe(1);
    dense();
    // The phone's own lists have it too.
    await phone.page.reload();
    await unlock(phone.page, '王建军', PIN.wang);
    await at(phone.page, 'form').waitFor();
    expect(await countsOn(phone.page)).toMatchObject({ vehicles: 1, persons: 1 });
    await at(phone.page, 'counts').click();
    await at(phone.page, 'record').waitFor();
  });

  it('keeps an entry once that is there although it could not be read back', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    // With a network it would be delivered from memory at once, and the warning be gone before anybody has seen it.
    await phone.context.setOffline(true);
    await spoilStore('IDBIndex', 'getKey');
    await pass('A11111');
    await at(phone.page, 'storage-warning').waitFor();
    await mendStore();
    await phone.context.setOffline(false);
    await letUndoPass(phone.page);
    await at(phone.page, 'storage-warning').waitFor({ state: 'detached' });
    await pass('A22222');
    await waitingIs(phone.page, 0);
    expect(await at(phone.page, 'storage-warning').count()).toBe(0);
    expect(passages().length).toBe(2);
    expect(stub.conflicts).toEqual([]);
    dense();
  });

  it('says that something waits when the store works again before the network does', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await passInMemory('A11111');
    await mendStore();
    await expect
      .poll(async () => {
        // As long as a phone without a network sleeps.
        await phone.page.clock.fastForward(121_000);
        return at(phone.page, 'storage-warning').count();
      })
      .toBe(0);
    expect(await at(phone.page, 'delivery').getAttribute('data-waiting')).toBe('1');
    await phone.context.setOffline(false);
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(1);
    dense();
  });

  it('delivers nothing uncontradicted that was taken back on its way from memory to the disk', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await passInMemory('A11111');
    await phone.page.evaluate(() => {
      const [hold, encrypt] = [Promise.withResolvers<void>(), crypto.subtle.encrypt.bind(crypto.subtle)];
      (window as unknown as { release: () => void }).release = hold.resolve;
      crypto.subtle.encrypt = async (...given) => {
        document.documentElement.dataset.sealing = 'held';
        await hold.promise;
        return encrypt(...given);
      };
    });
    await mendStore();
    await phone.context.setOffline(false);
    await phone.page.locator('html[data-sealing=held]').waitFor();
    await at(phone.page, 'undo').click();
    await phone.page.evaluate(() => (window as unknown as { release: () => void }).release());
    await at(phone.page, 'storage-warning').waitFor({ state: 'detached' });
    await waitingIs(phone.page, 0);
    const voided = stub.of('checkpoint.passage.voided').map(({ data }) => data.voids);
    expect(passages().map(({ id }) => id)).toEqual(voided);
    dense();
  });

  it('says so when the browser gives no store at all', async () => {
    phone = await openShared(browser, `${stub.url}/field/`, {
      init: `IDBFactory.prototype.open = () => { throw new DOMException('no', 'QuotaExceededError'); };`,
    });
    await at(phone.page, 'store-failed').waitFor();
    await at(phone.page, 'emergency').click();
    await typePlate(phone.page, 'A12345');
    await finish(phone.page, 'passed');
    await at(phone.page, 'storage-warning')
      .getByText(/内存中 1 条/)
      .waitFor();
  });

  it('delivers again what a server that was put back to an old backup has lost', async () => {
    await onShift();
    for (const plate of ['A11111', 'A22222', 'A33333']) await pass(plate);
    await waitingIs(phone.page, 0);
    const before = [...stub.entries];
    expect(before.length).toBe(4);
    stub.restoreOld(2);
    await pass('A44444');
    await expect
      .poll(
        async () => {
          await letUndoPass(phone.page);
          return stub.entries.size;
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toBe(5);
    // The same ids, numbers and contents as the first time; the position that it had been answered was told.
    for (const [id, entry] of before) expect(stub.entries.get(id)).toEqual(entry);
    expect(stub.conflicts).toEqual([]);
    dense();
    expect(Math.max(...stub.deliveries.map(({ seen = '0' }) => Number(seen)))).toBeGreaterThanOrEqual(4);
    await waitingIs(phone.page, 0);
    // An app that is opened again has forgotten nothing of it and sends nothing twice.
    const count = stub.deliveries.reduce((sum, delivery) => sum + delivery.count, 0);
    await phone.page.reload();
    await unlock(phone.page, '王建军', PIN.wang);
    await waitingIs(phone.page, 0);
    expect(stub.deliveries.reduce((sum, delivery) => sum + delivery.count, 0)).toBe(count);
  });

  it('carries undelivered entries to another phone in the encrypted file', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await phone.context.setOffline(true);
    await pass('A11111');
    await pass('A22222');
    await at(phone.page, 'delivery').click();
    await at(phone.page, 'open-export').click();
    const passphrase = (await at(phone.page, 'passphrase').textContent()) ?? '';
    const [download] = await Promise.all([
      phone.page.waitForEvent('download'),
      at(phone.page, 'export-save').click(),
    ]);
    const path = await download.path();
    const other = await openShared(browser, `${stub.url}/field/`);
    try {
      await enrol(other.page, 'TESTCODF');
      await join(other.page, 'li', 'Li-2022-pass!', PIN.li);
      await at(other.page, 'shift').waitFor();
      await at(other.page, 'menu').click();
      await at(other.page, 'menu-delivery').click();
      await at(other.page, 'open-import').click();
      await at(other.page, 'import-file').setInputFiles(path);
      await at(other.page, 'import-passphrase').fill(passphrase);
      await at(other.page, 'import-go').click();
      await at(other.page, 'import-done').getByText(/2/).waitFor();
      await expect.poll(() => passages().length, { timeout: 30_000 }).toBe(2);
    } finally {
      await other.discard();
    }
  });
});

describe('the shared phone', () => {
  it('locks itself after a quarter of an hour and goes on sending, keeps out wrong PINs ever longer', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await phone.context.setOffline(true);
    await pass('A11111');
    await phone.page.clock.fastForward(15 * 60_000 + 6_000);
    await at(phone.page, 'locked').waitFor();
    expect(await phone.page.getByText('A11111').count()).toBe(0);
    await phone.context.setOffline(false);
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(1);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await typePin(phone.page, '908172');
      await phone.page
        .getByText(new RegExp(`已错 ${attempt} 次|请等`))
        .first()
        .waitFor();
    }
    await at(phone.page, 'pin-wait').waitFor();
    await phone.page.reload();
    await at(phone.page, 'pin-wait').waitFor();
    await phone.page.clock.fastForward(16_000);
    await at(phone.page, 'pin-wait').waitFor({ state: 'detached' });
    await unlock(phone.page, '王建军', PIN.wang);
  });

  it('is opened by the recovery code when every PIN is forgotten, with all that waited in it', async () => {
    await onShift();
    await waitingIs(phone.page, 0);
    await at(phone.page, 'menu').click();
    await at(phone.page, 'menu-recovery').click();
    await typePin(phone.page, PIN.wang);
    const code = (await at(phone.page, 'recovery-shown').textContent()) ?? '';
    await at(phone.page, 'recovery-written').click();
    stub.faults.failWith = { status: 503, times: 1_000 };
    await pass('A11111');
    await letUndoPass(phone.page);
    await phone.page.reload();
    await at(phone.page, 'join-other').click();
    await join(phone.page, 'li', 'Li-2022-pass!', PIN.li);
    await at(phone.page, 'by-recovery').click();
    await at(phone.page, 'recovery-code').fill('2222-3333-4444-5555');
    await at(phone.page, 'recovery-go').click();
    await phone.page.getByText('恢复口令不对').waitFor();
    await at(phone.page, 'recovery-code').fill(code.toLowerCase());
    await at(phone.page, 'recovery-go').click();
    await at(phone.page, 'form').waitFor();
    stub.faults.failWith = undefined;
    await waitingIs(phone.page, 0);
    expect(passages().length).toBe(1);
  });

  it('takes a new version only when it is told to, and the half-filled form is there again', async () => {
    await onShift();
    await phone.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await phone.page.reload();
    await unlock(phone.page, '王建军', PIN.wang);
    await at(phone.page, 'form').waitFor();
    await typePlate(phone.page, 'A54321');
    stub.faults.newVersion = '\n// the next version';
    await phone.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await at(phone.page, 'menu').click();
    await Promise.all([phone.page.waitForEvent('load'), at(phone.page, 'update').click()]);
    await unlock(phone.page, '王建军', PIN.wang);
    await phone.page.getByRole('button', { name: /陕CA54321$/ }).waitFor();
  });
});

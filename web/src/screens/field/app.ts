import type { checkpointReads } from '@lianfang/domain/modules/checkpoint/reads.ts';
import type * as z from 'zod/mini';
import { observable } from '../../kernel/connectivity/observable.ts';
import { type StoreKeys, storeKeys } from '../../kernel/crypto/seal.ts';
import { newSecret } from '../../kernel/crypto/vault.ts';
import { type CrewRow, type Database, type DeviceRow, openDatabase } from '../../kernel/outbox/database.ts';
import { forgetDelivered, hearLastSeq, readTally } from '../../kernel/outbox/outbox.ts';
import { emptyTally, type Tally } from '../../kernel/outbox/queue.ts';
import { createRescue } from '../../kernel/outbox/rescue.ts';
import { type Sender, senderState, startSender } from '../../kernel/outbox/sender.ts';
import { keepRead, keptRead } from '../../kernel/replica/known.ts';
import {
  crewOf,
  type Joined,
  makeRecoveryCode,
  type PinTry,
  recover,
  setPin,
  unlock,
  type Voucher,
} from '../../kernel/session/crew.ts';
import {
  type DeviceSession,
  deviceKeys,
  deviceSession,
  enrol,
  enrolledDevice,
  type Failure,
} from '../../kernel/session/device.ts';
import { watchIdle } from '../../kernel/session/idle.ts';
import type { Draft } from '../../modules/checkpoint/draft.ts';
import { type Fever, learnFevers, openFevers } from '../../modules/checkpoint/fevers.ts';
import { forgetOldPassages } from '../../modules/checkpoint/passages.ts';
import { openShiftOf, readShift, type Shift } from '../../modules/checkpoint/shifts.ts';
import type { Station } from '../../modules/checkpoint/station.ts';
import { forgetOld, vehicleMemory } from '../../modules/checkpoint/vehicles.ts';
import { rememberDevice, rememberedDevice } from './keepsake.ts';
import { readServer } from './reads.ts';
import type { TaskField, Tasks } from './tasks/store.ts';

export type Field = z.infer<(typeof checkpointReads)['checkpoint.field']['result']>;
export type Stage = 'opening' | 'store_failed' | 'enrol' | 'join' | 'locked' | 'shift' | 'form' | 'tasks';
export type Person = Pick<CrewRow, 'account' | 'name' | 'agency' | 'roles'>;

const REFRESH_MS = 10 * 60_000;

/** The field app's state and deeds: screens follow the observables and call the functions. One a page. */
export function createApp() {
  const stage = observable<Stage>('opening');
  const device = observable<DeviceRow | undefined>(undefined);
  const crew = observable<readonly CrewRow[]>([]);
  const person = observable<Person | undefined>(undefined);
  const field = observable<Field | undefined>(undefined);
  const shift = observable<Shift | undefined>(undefined);
  const tally = observable<Tally & { pending: number }>({ ...emptyTally, pending: 0 });
  const fevers = observable<readonly Fever[]>([]);
  const draft = observable<Draft | undefined>(undefined);
  const tasks = observable<Tasks | undefined>(undefined);
  const sending = senderState();
  const memory = vehicleMemory();
  let rescue = createRescue(true, Date.now);
  let db: Database | undefined;
  let keys: StoreKeys | undefined;
  let session: DeviceSession | undefined;
  let sender: Sender | undefined;
  let refreshedAt = 0;
  let telling: ReturnType<typeof setTimeout> | undefined;
  const channel = new BroadcastChannel('lianfang-field');

  const changed = () => {
    if (db === undefined) return;
    readTally(db).then(tally.set, () => rescue.fail());
  };

  async function start(): Promise<void> {
    try {
      db = await openDatabase(() => rescue.fail());
    } catch {
      rescue = createRescue(false, Date.now);
      stage.set('store_failed');
      return;
    }
    channel.onmessage = () => {
      changed();
      void refreshShift();
    };
    changed();
    await meet();
  }

  /** Who is this phone, and who can open it? */
  async function meet(): Promise<void> {
    if (db === undefined) return;
    const known = await enrolledDevice(db);
    device.set(known);
    const own = await deviceKeys(db);
    if (known === undefined || own === undefined) return stage.set('enrol');
    session ??= deviceSession(known.device, own.signing, Date.now);
    sender ??= startSender({
      db,
      device: known.device,
      session,
      keys: () => keys,
      rescue,
      state: sending,
      changed: told,
      rescued,
    });
    crew.set(await crewOf(db));
    stage.set(crew.get().length === 0 ? 'join' : 'locked');
  }

  /** Something changed on the disk: this tab's figures and those of the others. */
  function told(): void {
    changed();
    channel.postMessage('changed');
  }

  /** What was saved while the store failed is on the disk now, and so is what the screens know of it. */
  async function rescued(): Promise<void> {
    if (db === undefined) return;
    tally.set(await readTally(db));
    channel.postMessage('changed');
    await refreshShift();
    await refreshFevers();
  }

  async function enrolDevice(code: string, name: string): Promise<Failure | undefined> {
    if (db === undefined) return { failed: 'unexpected' };
    const result = await enrol(db, code, name, Date.now());
    if ('failed' in result) return result;
    rememberDevice(result);
    await meet();
    return undefined;
  }

  async function open(opened: StoreKeys, who: Person): Promise<void> {
    keys = opened;
    person.set({ account: who.account, name: who.name, agency: who.agency, roles: who.roles });
    if (db === undefined) return;
    field.set((await keptRead<Field>(db, opened, 'checkpoint.field'))?.result);
    shift.set(await openShiftOf(db));
    await refreshFevers();
    // The phone of a unit stands at no post and has no shifts.
    const atPost = shift.get() === undefined ? 'shift' : 'form';
    stage.set(device.get()?.unit === undefined ? atPost : 'tasks');
    void startTasks();
    sender?.wake('online');
    void refresh(true);
    const [store, now] = [db, Date.now()];
    setTimeout(() => void memory.load(store, opened, now).then(() => tidy(store, now)), 300);
  }

  /** Tasks are loaded on the phones of those who have them. */
  async function startTasks(): Promise<void> {
    const worksOnTasks = crew.get().some(({ roles }) => roles.some((role) => taskRoles.includes(role)));
    if (tasks.get() !== undefined || (device.get()?.unit === undefined && !worksOnTasks)) return;
    const { createTasks } = await import('./tasks/store.ts');
    if (tasks.get() !== undefined) return;
    const made = createTasks(app);
    tasks.set(made);
    await made.open();
  }

  /** Whose phone it is and what its people may, as the server has just said. */
  async function heardField(fresh: TaskField): Promise<void> {
    if (db === undefined) return;
    await hearLastSeq(db, fresh.lastSeq);
    if (fresh.unit !== undefined) await nameDevice('', fresh.unit.name);
    const roles = new Map(fresh.crew.map((one) => [one.account, one.roles]));
    for (const row of crew.get()) {
      const now = roles.get(row.account);
      if (now !== undefined && String(now) !== String(row.roles))
        await db.put('crew', { ...row, roles: now });
    }
    crew.set(await crewOf(db));
    const who = person.get();
    if (who !== undefined) person.set({ ...who, roles: roles.get(who.account) ?? who.roles });
    changed();
  }

  async function unlockWith(voucher: Voucher): Promise<PinTry> {
    const own = db && (await deviceKeys(db));
    const row = crew.get().find(({ account }) => account === voucher.account);
    if (db === undefined || own === undefined || row === undefined) return { unknown: true };
    const tried = await unlock(db, own.wrapping, voucher, Date.now());
    if ('opened' in tried) await open(tried.opened, row);
    return tried;
  }

  async function join(joined: Joined, pin: string, voucher: Voucher | undefined): Promise<PinTry> {
    const own = db && (await deviceKeys(db));
    if (db === undefined || own === undefined) return { unknown: true };
    const tried = await setPin(db, own.wrapping, joined, pin, voucher, Date.now());
    if ('opened' in tried) {
      crew.set(await crewOf(db));
      await open(tried.opened, joined);
    }
    return tried;
  }

  /** Opens the store by the recovery code for someone whose account the server has just confirmed. */
  async function recoverWith(code: string, joined: Joined, pin: string): Promise<PinTry> {
    const own = db && (await deviceKeys(db));
    if (db === undefined || own === undefined) return { unknown: true };
    const tried = await recover(db, own.wrapping, code, joined, pin);
    if ('opened' in tried) {
      crew.set(await crewOf(db));
      await open(tried.opened, joined);
    }
    return tried;
  }

  /** A new recovery code, for whoever confirms with their own PIN. */
  async function newRecoveryCode(pin: string): Promise<{ code: string } | PinTry> {
    const [own, who] = [db && (await deviceKeys(db)), person.get()];
    if (db === undefined || own === undefined || who === undefined) return { unknown: true };
    return makeRecoveryCode(db, own.wrapping, { account: who.account, pin }, Date.now());
  }

  /** Locks the screen. The keys stay in memory, so that what waits is sent while nobody looks. */
  function lock(): void {
    if (!openStages.includes(stage.get())) return;
    if (db === undefined) return;
    person.set(undefined);
    stage.set('locked');
  }

  /** Fetches what the phone needs offline; at most every ten minutes unless forced. Silent when there is no network. */
  async function refresh(force = false): Promise<void> {
    if (db === undefined || keys === undefined || session === undefined) return;
    if (!force && Date.now() - refreshedAt < REFRESH_MS) return;
    if (device.get()?.unit !== undefined) return;
    const fresh = await readServer(session, 'checkpoint.field', {});
    if (fresh !== undefined) {
      refreshedAt = Date.now();
      await keepRead(db, keys, 'checkpoint.field', fresh, Date.now());
      await hearLastSeq(db, fresh.lastSeq);
      field.set(fresh);
      await nameDevice(fresh.post.code, fresh.post.name);
      changed();
    }
    const post = field.get()?.post.code;
    const listed =
      post && (await readServer(session, 'checkpoint.fevers', { state: 'all', post, limit: 200 }));
    if (listed) {
      await learnFevers(db, listed.fevers);
      await refreshFevers();
    }
  }

  /** The post that this phone stands at, as it was last heard: it is shown before anyone has unlocked. */
  async function nameDevice(post: string, postName: string): Promise<void> {
    const known = device.get();
    if (db === undefined || known === undefined || (known.post === post && known.postName === postName))
      return;
    device.set({ ...known, post, postName });
    await db.put('meta', { ...known, post, postName }, 'device');
  }

  /** The counts as the disk has them: another tab may have registered too. */
  async function refreshShift(): Promise<void> {
    const [store, now] = [db, shift.get()];
    const fresh = store && now && (await readShift(store, now.id).catch(() => undefined));
    if (fresh !== undefined && shift.get()?.id === fresh.id) shift.set(fresh);
  }

  async function refreshFevers(): Promise<void> {
    if (db !== undefined) fevers.set(await openFevers(db, Date.now()));
  }

  /** The place of work for everything that is captured now. */
  function station(): Station {
    const who = person.get();
    if (keys === undefined) throw new Error('locked');
    const kept = device.get() ?? rememberedDevice();
    const post = shift.get()?.post ?? field.get()?.post.code ?? kept?.post ?? '';
    const author = { account: who?.account ?? '', roles: who?.roles ?? [], post, device: kept?.device ?? '' };
    return { db, keys, rescue, author, shift: shift.get()?.id, now: Date.now, wake };
  }

  /** Something was saved: the delivery line says so at once; the disk is asked when the form has been drawn. */
  function wake(): void {
    const before = tally.get();
    if (rescue.entries.length === 0) tally.set({ ...before, pending: before.pending + 1 });
    clearTimeout(telling);
    telling = setTimeout(() => {
      told();
      sender?.wake('new');
    }, 120);
  }

  /** Goes on without a store: everything in memory, to be exported. */
  async function emergency(): Promise<void> {
    keys = await storeKeys(newSecret());
    const ofUnit = rememberedDevice()?.unit !== undefined;
    stage.set(ofUnit ? 'tasks' : 'form');
    void startTasks();
  }

  function listen(): void {
    watchIdle(lock);
    setInterval(() => void refresh(), 60_000);
    addEventListener('online', () => void refresh());
  }

  const app = {
    stage,
    device,
    crew,
    person,
    field,
    shift,
    tally,
    fevers,
    draft,
    tasks,
    heardField,
    sending,
    memory,
    rescue: () => rescue,
    database: () => db,
    keys: () => keys,
    session: () => session,
    start,
    listen,
    enrolDevice,
    unlockWith,
    join,
    recoverWith,
    newRecoveryCode,
    lock,
    refresh,
    refreshFevers,
    refreshShift,
    station,
    emergency,
    changed: told,
    sendNow: () => sender?.wake('manual'),
  };
  return app;
}

/** Stages in which somebody has opened the phone. */
const openStages: readonly Stage[] = ['shift', 'form', 'tasks'];
/** Who on a post's phone has tasks beside the shift. */
const taskRoles: readonly string[] = ['community_officer', 'unit_lead'];

export type App = ReturnType<typeof createApp>;

async function tidy(db: Database, now: number): Promise<void> {
  await forgetDelivered(db, now).catch(() => undefined);
  await forgetOld(db, now).catch(() => undefined);
  await forgetOldPassages(db, now).catch(() => undefined);
}

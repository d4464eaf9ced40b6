import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Call, type Kit, openKit } from '../../../test/kit.ts';
import { accountOf, MINUTE, open, say, TOWNSHIP, unitOf } from '../../../test/tasks/tools.ts';

const NAMES = ['officer1', 'officer2', 'unitlead', 'taskforce', 'commander'] as const;
let kit: Kit;
let home: { unit: string; area: string };
const calls: Record<string, Call> = {};
beforeAll(async () => {
  kit = await openKit();
  home = await unitOf(kit, TOWNSHIP);
  // Ten in the morning of the county: who has no duty plan is there.
  kit.clock.now = Math.ceil(kit.clock.now / 86_400_000) * 86_400_000 + 2 * 3_600_000;
  await signIn();
});
afterAll(() => kit?.close());

async function signIn(): Promise<void> {
  for (const name of NAMES) calls[name] = (await kit.desk(name)).call;
}
const as = (name: string) => calls[name] as Call;
/** What each has in the inbox and has not read, as `kind count`; it is read then. */
async function news(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of NAMES) {
    const { messages } = (await as(name)('GET', '/api/reads/notify.inbox?unread=true')).body;
    if (messages.length > 0)
      found[name] = messages.map(({ kind, count }: { kind: string; count: number }) => `${kind} ${count}`);
    await as(name)('POST', '/api/commands/notify.read', {});
  }
  return found;
}

test('each move tells those whom it concerns, who did not make it and are on duty', async () => {
  const officer = await accountOf(kit, 'officer1');
  await news();
  const ids = await open(kit, 3, { owner: { unit: home.unit }, area: home.area });
  // The lead of a unit works for it too.
  expect(await news()).toEqual({ officer1: ['assigned 3'], unitlead: ['assigned 3'] });

  await say(kit, as('officer1'), 'task.returned', { tasks: [ids[0]], reason: '不在本辖区' });
  expect(await news()).toEqual({ taskforce: ['returned 1'] });

  await say(kit, as('officer1'), 'task.extension_asked', {
    tasks: [ids[1]],
    due: new Date(kit.clock.now + 600 * MINUTE).toISOString(),
    reason: '路途较远',
  });
  expect(await news()).toEqual({ taskforce: ['extension_asked 1'] });

  await say(kit, as('officer1'), 'task.finished', { tasks: [ids[1], ids[2]] });
  expect(await news()).toEqual({});
  await say(kit, as('commander'), 'task.sent_back', { tasks: [ids[1], ids[2]], reason: '缺时间' });
  expect(await news()).toEqual({ officer1: ['returned 2'], unitlead: ['returned 2'] });

  // At night the officer is off duty, as is everybody without a plan: nobody is told, the board shows it.
  kit.clock.now += 15 * 3_600_000;
  await signIn();
  await say(kit, as('commander'), 'task.reassigned', {
    tasks: [ids[1]],
    owner: { unit: home.unit, account: officer },
  });
  expect(await news()).toEqual({});
});

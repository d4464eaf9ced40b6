import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnPhone, openPhone } from '../support/browser.ts';
import {
  at,
  draftIsKept,
  enrol,
  finish,
  join,
  openShift,
  PIN,
  typeDigits,
  typePlate,
  unlock,
  waitingIs,
} from '../support/fieldSteps.ts';
import { type Server, startServer } from '../support/server.ts';

// A day at a checkpoint whose network was cut: enrol, open the shift, register, reload, switch off and on, change
// crew, hand over — and when the network is back, everything is there exactly once.

let server: Server;
let phone: OwnPhone;

beforeAll(async () => {
  server = await startServer();
  phone = await openPhone(`${server.url}/field/`);
});
afterAll(async () => {
  await phone?.discard();
  await server?.stop();
});

it('loses nothing in a day without a network', async () => {
  const { officer, clinician } = server.crew;
  let { page } = phone;
  await enrol(page, await server.enrolCode());
  await join(page, officer.account, officer.password, PIN.wang);
  await at(page, 'shift').waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  // The clinician joins while there is a network, with the officer's word.
  await at(page, 'menu').click();
  await at(page, 'menu-switch').click();
  await at(page, 'join-other').click();
  await join(page, clinician.account, clinician.password, PIN.li);
  await page.getByText(/担保/).waitFor();
  for (const digit of PIN.wang)
    await at(page, 'digit-pad').getByRole('button', { name: digit, exact: true }).click();
  await at(page, 'shift').waitFor();
  await waitingIs(page, 0);

  await phone.context.setOffline(true);
  await openShift(page);
  for (let car = 10; car < 20; car += 1) {
    await typePlate(page, `A${car}0${car}`);
    await finish(page, 'passed');
  }
  // One with a fever, whom only the clinician can end.
  await typePlate(page, 'B77777');
  await typeDigits(page, 'temperature', '385');
  await finish(page, 'handed_to_clinician');
  await waitingIs(page, 12);

  await page.reload();
  await unlock(page, officer.name, PIN.wang);
  await at(page, 'form').waitFor();
  await waitingIs(page, 12);
  await typePlate(page, 'A1234');
  await draftIsKept(page);

  // Switched off with a half-filled form, and on again without a network.
  phone = await phone.reopen({ offline: true });
  page = phone.page;
  await unlock(page, officer.name, PIN.wang);
  await at(page, 'form').waitFor();
  await page.getByRole('button', { name: /陕CA1234$/ }).waitFor();
  await typePlate(page, '5');
  await finish(page, 'passed');
  await waitingIs(page, 13);

  // The clinician takes over and ends the fever; a wrong PIN does not open the phone.
  await at(page, 'lock').click();
  await unlock(page, clinician.name, PIN.li);
  await at(page, 'fever-chip').waitFor({ timeout: 20_000 });
  await at(page, 'fever-chip').click();
  await at(page, 'fever-end').click();
  await at(page, 'ended-sent_to_fever_clinic').click();
  await page.getByText(/没有待处置的人/).waitFor();
  await at(page, 'back').click();
  await at(page, 'menu').click();
  await at(page, 'menu-close-shift').click();
  await at(page, 'handover-note').fill('2 号测温枪电量低');
  await at(page, 'close-go').click();
  await at(page, 'shift').waitFor();
  await page.getByText('2 号测温枪电量低').waitFor();
  await waitingIs(page, 15);

  await phone.context.setOffline(false);
  await waitingIs(page, 0);
  const delivered = await server.delivered();
  const kinds = (kind: string) => delivered.filter((entry) => entry.kind === kind).length;
  expect(kinds('checkpoint.passage.registered')).toBe(12);
  expect(kinds('checkpoint.shift.opened')).toBe(1);
  expect(kinds('checkpoint.fever.ended')).toBe(1);
  expect(kinds('checkpoint.shift.closed')).toBe(1);
  expect(new Set(delivered.map(({ id }) => id)).size).toBe(15);
  expect(delivered.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 15 }, (_, index) => index + 1),
  );
});

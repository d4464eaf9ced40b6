import type { Locator, Page } from 'playwright-core';

// What a crew does on the phone, step by step, by the names that stand in the page (data-testid).

export const PIN = { wang: '274961', li: '850317' } as const;

export const at = (page: Page, name: string) => page.getByTestId(name);

/** Binds the phone by the short code. */
export async function enrol(page: Page, code: string): Promise<void> {
  await at(page, 'enrol-code').fill(code);
  await at(page, 'enrol-go').click();
  await at(page, 'join').waitFor();
}

/** Joins the phone with account and password and sets the PIN. */
export async function join(page: Page, account: string, password: string, pin: string): Promise<void> {
  await at(page, 'join-account').fill(account);
  await at(page, 'join-password').fill(password);
  await at(page, 'join-go').click();
  await at(page, 'join-pin').waitFor();
  await typePin(page, pin);
  await page.getByText(/再输一次 PIN|The same PIN again/).waitFor();
  await typePin(page, pin);
}

/** Types a PIN on the pad. */
export async function typePin(page: Page, pin: string): Promise<void> {
  for (const digit of pin)
    await at(page, 'digit-pad').getByRole('button', { name: digit, exact: true }).click();
}

/** Unlocks as a person of the crew. */
export async function unlock(page: Page, name: string, pin: string): Promise<void> {
  await at(page, 'locked').waitFor();
  const button = at(page, 'names').getByRole('button', { name: new RegExp(name) });
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
  await typePin(page, pin);
  await at(page, 'locked').waitFor({ state: 'detached' });
}

export async function openShift(page: Page): Promise<void> {
  await at(page, 'shift-open').click();
  await at(page, 'form').waitFor();
}

/** Types the rest of a plate after the prefix that the form begins with. */
export async function typePlate(page: Page, characters: string): Promise<void> {
  const pad = at(page, 'plate-pad');
  if (!(await pad.isVisible())) await at(page, 'plate').click();
  for (const character of characters) await pad.getByRole('button', { name: character, exact: true }).click();
}

export async function typeDigits(
  page: Page,
  field: 'document' | 'phone' | 'temperature',
  digits: string,
): Promise<void> {
  const button = at(page, field);
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  for (const digit of digits)
    await at(page, 'digit-pad').getByRole('button', { name: digit, exact: true }).click();
}

/** Ends the passage with an outcome and waits until the phone says that it is saved. */
export async function finish(
  page: Page,
  outcome: 'passed' | 'sent_to_sampling' | 'handed_to_clinician',
): Promise<void> {
  const round = Number(await at(page, 'form').getAttribute('data-round'));
  await at(page, `outcome-${outcome}`).click();
  await page.locator(`[data-testid=form][data-round="${round + 1}"]`).waitFor();
}

/** The time in which a save can be taken back goes by, and with it any wait between two tries. */
export async function letUndoPass(page: Page): Promise<void> {
  await page.clock.fastForward(10_500);
}

/** Waits until the delivery line says so many wait; for none, time is moved on between looks. */
export async function waitingIs(page: Page, count: number): Promise<void> {
  const line = page.locator(`[data-testid=delivery][data-waiting="${count}"]`).first();
  for (let look = 0; look < 12; look += 1) {
    if (count === 0) await letUndoPass(page);
    // A request that is under way gets its time before the clock is moved again.
    if (await appears(line, 3_000)) return;
  }
  await line.waitFor({ timeout: 1_000 });
}

async function appears(line: Locator, timeout: number): Promise<boolean> {
  return line.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Waits until the half-filled form is on the disk. */
export async function draftIsKept(page: Page): Promise<void> {
  await page.locator('html[data-draft=kept]').waitFor();
}

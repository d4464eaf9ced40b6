import type { Page } from 'playwright-core';
import { at, finish, typeDigits, typePlate } from './fieldSteps.ts';

// Whole registrations on the phone, as a crew makes them, and what each of them has to come to.

/** What figures count, as a test adds them up by hand. */
export type Figures = {
  vehicles: number;
  persons: number;
  vehiclesTurnedBack: number;
  personsTurnedBack: number;
  certificates: number;
  samples: number;
  fevers: number;
};

export const nothing: Figures = {
  vehicles: 0,
  persons: 0,
  vehiclesTurnedBack: 0,
  personsTurnedBack: 0,
  certificates: 0,
  samples: 0,
  fevers: 0,
};

/** Adds one passage to the sums, or takes it out again (`sign` −1). */
export function add(sums: Figures, what: Partial<Figures>, sign: 1 | -1 = 1): void {
  for (const [key, value] of Object.entries(what)) sums[key as keyof Figures] += sign * value;
}

/** A figure's id for each sum. */
export const indicatorOf: Record<keyof Figures, string> = {
  vehicles: 'checkpoint.vehicles.checked',
  persons: 'checkpoint.persons.screened',
  vehiclesTurnedBack: 'checkpoint.vehicles.turned_back',
  personsTurnedBack: 'checkpoint.persons.turned_back',
  certificates: 'checkpoint.certificates.verified',
  samples: 'checkpoint.samples.collected',
  fevers: 'checkpoint.fevers.found',
};

/** A vehicle with its driver, let through. */
export async function passVehicle(page: Page, plate: string, certificate = false): Promise<Partial<Figures>> {
  await typePlate(page, plate);
  if (certificate) await at(page, 'certificate').locator('[data-value="48"]').click();
  await finish(page, 'passed');
  return { vehicles: 1, persons: 1, certificates: certificate ? 1 : 0 };
}

/** A vehicle with so many passengers; the last of them is sampled. */
export async function passFull(page: Page, plate: string, passengers: number): Promise<Partial<Figures>> {
  await typePlate(page, plate);
  for (let one = 0; one < passengers; one += 1) await at(page, 'add-person').click();
  await at(page, 'sampled').click();
  await finish(page, 'sent_to_sampling');
  return { vehicles: 1, persons: 1 + passengers, samples: 1 };
}

/** Turned back: no reason, no saving; then the notice is shown to the traveller. */
export async function turnBack(page: Page, plate: string): Promise<Partial<Figures>> {
  await typePlate(page, plate);
  await at(page, 'outcome-turned_back').click();
  await at(page, 'reasons').waitFor();
  await at(page, 'reason-no_certificate').click();
  await at(page, 'notice').waitFor();
  return { vehicles: 1, persons: 1, vehiclesTurnedBack: 1, personsTurnedBack: 1 };
}

/** A pedestrian who gives name, number and phone. */
export async function passWalker(
  page: Page,
  who: { name: string; document: string; phone: string },
): Promise<Partial<Figures>> {
  await at(page, 'mode').click();
  await typeDigits(page, 'document', who.document);
  await typeDigits(page, 'phone', who.phone);
  await at(page, 'name').fill(who.name);
  await finish(page, 'passed');
  // The next one is a vehicle again.
  await at(page, 'mode').click();
  return { persons: 1 };
}

/** A driver with a fever, handed to the clinician. */
export async function findFever(page: Page, plate: string): Promise<Partial<Figures>> {
  await typePlate(page, plate);
  await typeDigits(page, 'temperature', '385');
  await at(page, 'fever-word').waitFor();
  await finish(page, 'handed_to_clinician');
  return { vehicles: 1, persons: 1, fevers: 1 };
}

/** The counters of the shift as they stand on the phone. */
export async function countsOn(page: Page): Promise<Record<string, number>> {
  const counts = await at(page, 'counts')
    .locator('[data-count]')
    .evaluateAll((parts) =>
      parts.map((part) => [part.getAttribute('data-count'), Number(part.querySelector('b')?.textContent)]),
    );
  return Object.fromEntries(counts);
}

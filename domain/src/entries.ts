import { accessEntries } from './kernel/accessEntries.ts';
import { importEntries } from './kernel/importEntries.ts';
import { taskEntries } from './kernel/taskEntries.ts';
import { areaEntries } from './modules/area/schema.ts';
import { checkpointEntries } from './modules/checkpoint/schema.ts';
import { peopleEntries } from './modules/people/schema.ts';
import { reportEntries } from './modules/report/schema.ts';
import { responseEntries } from './modules/response/schema.ts';
import { verificationEntries } from './modules/verification/schema.ts';

/** Every kind of entry of the product: one line a module. */
export const entries = {
  ...accessEntries,
  ...importEntries,
  ...taskEntries,
  ...areaEntries,
  ...checkpointEntries,
  ...peopleEntries,
  ...reportEntries,
  ...responseEntries,
  ...verificationEntries,
} as const;
export type EntryTable = typeof entries;
export type EntryName = keyof EntryTable;

import { fieldReads } from './kernel/fieldReads.ts';
import { importReads } from './kernel/importReads.ts';
import { notifyReads } from './kernel/notifyReads.ts';
import { kernelReads } from './kernel/reads.ts';
import { taskReads } from './kernel/taskReads.ts';
import { areaReads } from './modules/area/reads.ts';
import { checkpointReads } from './modules/checkpoint/reads.ts';
import { peopleReads } from './modules/people/reads.ts';
import { reportReads } from './modules/report/reads.ts';
import { responseReads } from './modules/response/reads.ts';
import { verificationReads } from './modules/verification/reads.ts';

/** Everything that can be read, by name: one line a module. */
export const reads = {
  ...kernelReads,
  ...notifyReads,
  ...fieldReads,
  ...importReads,
  ...taskReads,
  ...areaReads,
  ...checkpointReads,
  ...peopleReads,
  ...reportReads,
  ...responseReads,
  ...verificationReads,
} as const;
export type ReadTable = typeof reads;
export type ReadName = keyof ReadTable;

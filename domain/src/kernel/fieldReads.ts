import * as z from 'zod/mini';
import { Id } from './ids.ts';
import { readKind } from './read.ts';

export const fieldReads = {
  /** What a phone that works off tasks needs for days without a network: whose it is, and who is on it. */
  'task.field': readKind({
    params: z.strictObject({}),
    result: z.object({
      device: Id,
      county: z.string(),
      countyName: z.string(),
      exercise: z.boolean(),
      /** Of a phone that belongs to a unit; one at a post has none. */
      unit: z.optional(z.object({ id: Id, name: z.string(), area: z.string() })),
      /** Highest `seq` that the server has from this device: a phone set up anew goes on from here. */
      lastSeq: z.int(),
      crew: z.array(
        z.object({
          account: Id,
          name: z.string(),
          agency: z.string(),
          roles: z.array(z.string()),
          /** The unit whose tasks are theirs too, as long as nobody in particular has them. */
          unit: z.optional(Id),
        }),
      ),
    }),
    who: 'device',
  }),
} as const;

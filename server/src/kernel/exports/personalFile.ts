import type { Role } from '@lianfang/domain/kernel/access.ts';
import type { Asked } from '../reads.ts';

/** A file that says who people are: who may have it, and how it is written to a path; gives the name that it goes by. */
export type PersonalFile = {
  readonly who: readonly Role[];
  readonly write: (asked: Asked, id: string, path: string) => Promise<string>;
};

import type { responseReads as table } from '@lianfang/domain/modules/response/reads.ts';
import type { ReadsFor } from '../../kernel/reads.ts';
import { directiveReads } from './directive/reads.ts';
import { directoryReads } from './directory/reads.ts';
import { fieldReads } from './field/reads.ts';
import { forceReads } from './force/reads.ts';
import { leaderReads } from './leader/reads.ts';
import { lifeReads } from './life/reads.ts';
import { meetingReads } from './meeting/reads.ts';
import { timelineReads } from './timeline/reads.ts';

export const responseReads = {
  ...lifeReads,
  ...forceReads,
  ...directiveReads,
  ...meetingReads,
  ...leaderReads,
  ...directoryReads,
  ...timelineReads,
  ...fieldReads,
} satisfies ReadsFor<typeof table>;

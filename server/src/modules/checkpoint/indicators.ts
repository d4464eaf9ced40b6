import type { checkpointIndicators } from '@lianfang/domain/modules/checkpoint/indicators.ts';
import type { Source } from '../../kernel/indicators/values.ts';
import { staffedPosts } from './duty/store.ts';

const passages = 'checkpoint.passage v';
// `county` on both sides, so that a cluster joins them where they lie.
const persons = 'checkpoint.passage v JOIN checkpoint.person q ON q.county = v.county AND q.id = v.id';

/** A passage carries how many of its persons there are of a kind. */
const each = (sum: string) => ({ from: passages, sum });

/** How each figure of the checkpoints is counted. The same text counts it and opens it into its records. */
export const checkpointSources = {
  'checkpoint.vehicles.checked': { from: passages, where: `v.mode = 'vehicle'` },
  'checkpoint.persons.screened': { from: persons, where: 'true', short: each('v.persons') },
  'checkpoint.vehicles.turned_back': {
    from: passages,
    where: `v.mode = 'vehicle' AND v.outcome = 'turned_back'`,
  },
  'checkpoint.persons.turned_back': {
    from: persons,
    where: `v.outcome = 'turned_back'`,
    short: each(`CASE WHEN v.outcome = 'turned_back' THEN v.persons ELSE 0 END`),
  },
  'checkpoint.certificates.verified': {
    from: persons,
    where: `q.certificate <> 'none'`,
    short: each('v.certificates'),
  },
  'checkpoint.samples.collected': { from: persons, where: 'q.sampled', short: each('v.samples') },
  'checkpoint.fevers.found': { from: persons, where: 'q.fever', short: each('v.fevers') },
  'checkpoint.posts.staffed': { keys: staffedPosts },
} as const satisfies Record<(typeof checkpointIndicators)[number]['id'], Source>;

import { areaPrefix } from '@lianfang/domain/kernel/areaCode.ts';
import type { Exception } from '@lianfang/domain/modules/response/rows.ts';
import type { Asked } from '../../../kernel/reads.ts';
import { latestShifts, postsOf } from '../../checkpoint/api.ts';
import { leaderRow, namesOf } from '../rows.ts';
import * as leaders from './store.ts';

/** How many exceptions a leader is shown. */
const EXCEPTIONS = 200;

/** What is said of an area concerns those below it and those above it. */
export function concerns(area: string, scope: Asked['scope']): boolean {
  return (
    scope === undefined ||
    scope.some((prefix) => area.startsWith(prefix) || prefix.startsWith(areaPrefix(area)))
  );
}

/** Assignments of leaders that concern the asker's areas, in words. */
export async function leaderRows(
  { deps, county, scope, actor }: Asked,
  records: readonly leaders.LeaderRecord[],
) {
  const posts = new Map((await postsOf(deps.pool, county)).map((post) => [post.code, post]));
  const places = ({ areas, posts: codes }: leaders.LeaderRecord) => [
    ...areas,
    ...codes.flatMap((code) => posts.get(code)?.area ?? []),
  ];
  const shown = records.filter(
    (one) => one.account === actor.id || places(one).some((area) => concerns(area, scope)),
  );
  const names = await namesOf(deps.pool, county, {
    accounts: shown.map(({ account }) => account),
    areas: shown.flatMap(({ areas }) => areas),
  });
  return shown.map((one) => leaderRow(one, names, posts));
}

/** What stands open where somebody answers for it: tasks in trouble in the areas, and posts that nobody stands at. */
export async function exceptionsOf(
  asked: Asked,
  own: readonly leaders.LeaderRecord[],
  at: string,
): Promise<{ exceptions: Exception[]; total: number }> {
  if (own.length === 0) return { exceptions: [], total: 0 };
  const { deps, county } = asked;
  const prefixes = own.flatMap(({ areas }) => areas.map(areaPrefix));
  const codes = new Set(own.flatMap(({ posts }) => posts));
  const patterns = prefixes.map((prefix) => `${prefix}%`);
  const [troubles, posts, shifts] = await Promise.all([
    leaders.troubles(deps.pool, county, patterns, at, EXCEPTIONS),
    postsOf(deps.pool, county),
    latestShifts(deps.pool, county),
  ]);
  const unstaffed = posts.filter(
    ({ code, area, active }) =>
      active &&
      (codes.has(code) || prefixes.some((prefix) => area.startsWith(prefix))) &&
      shifts.get(code)?.open === undefined,
  );
  const names = await namesOf(deps.pool, county, {
    areas: [...troubles, ...unstaffed].map(({ area }) => area),
  });
  const exceptions: Exception[] = [
    ...unstaffed.map(({ code, name, area }) => ({
      what: 'post_unstaffed' as const,
      area,
      areaName: names.area(area),
      post: { code, name },
    })),
    ...troubles.map(({ what, area, id, kind, subject, due_at }) => ({
      what,
      area,
      areaName: names.area(area),
      task: { id, kind, subject, dueAt: due_at },
      since: due_at,
    })),
  ];
  return { exceptions, total: unstaffed.length + Number(troubles[0]?.all ?? 0) };
}

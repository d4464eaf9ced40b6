import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { reportReads as table } from '@lianfang/domain/modules/report/reads.ts';
import { checkMove, type ReportMove, reportMoves } from '@lianfang/domain/modules/report/rules.ts';
import { reportEntries } from '@lianfang/domain/modules/report/schema.ts';
import { covers } from '../../kernel/access/permissions.ts';
import { type Asked, type ReadsFor, scopePatterns } from '../../kernel/reads.ts';
import { isGenuine, signed } from './issued.ts';
import * as store from './store.ts';

const mostRows = 500;

export const reportReads = {
  'report.list': async ({ deps, county, scope }) => ({
    reports: await store.reportRows(deps.pool, county, scopePatterns(scope), mostRows),
  }),

  'report.one': async (asked, { id }) => {
    const { report, content, hands, signature } = await reportInScope(asked, id);
    return { report, content, hands, moves: movesOf(asked, report, hands), ...(signature && { signature }) };
  },

  'report.verify': async ({ deps, county }, { id, hash }) => {
    const found = await store.findReport(deps.pool, county, id);
    if (found?.report.state !== 'issued') return { found: false, genuine: false };
    const stored = await signed(deps, county, found);
    const { signature, report, content } = stored;
    const genuine =
      hash !== undefined && signature.contentHash.startsWith(hash) && (await isGenuine(deps, stored));
    // Who holds no paper that says the same learns nothing but that there is such a report.
    if (!genuine) return { found: true, genuine };
    return {
      found: true,
      genuine,
      number: report.number,
      areaName: report.areaName,
      from: report.from,
      to: report.to,
      issuedAt: report.issuedAt as string,
      contentHash: signature.contentHash,
      exercise: content.exercise,
    };
  },
} satisfies ReadsFor<typeof table>;

/** A report that the asker may see, signed if it is issued; throws `not_found`. */
export async function reportInScope(asked: Asked, id: string): Promise<store.Stored> {
  const { deps, county, scope } = asked;
  const found = await store.findReport(deps.pool, county, id);
  if (found === undefined || scope?.some((prefix) => found.report.area.startsWith(prefix)) === false) {
    throw problem('not_found', { what: 'report' });
  }
  return found.report.state === 'issued' ? signed(deps, county, found) : found;
}

function movesOf(
  { deps, actor }: Asked,
  report: store.Stored['report'],
  hands: store.Stored['hands'],
): ReportMove[] {
  const at = new Date(deps.now()).toISOString();
  const accounts = hands.map(({ account }) => account);
  return reportMoves[report.state].filter(
    (move) =>
      covers(actor, reportEntries[`report.${move}`].who, report.area, at) &&
      checkMove({ state: report.state, hands: accounts }, move, actor.id) === undefined,
  );
}

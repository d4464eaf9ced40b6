import { readFileSync } from 'node:fs';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { keptHeads, type Witness } from '../kernel/ledger/heads.ts';
import { verifyLedger } from '../kernel/ledger/verify.ts';
import { headOfReport } from '../modules/report/api.ts';
import { type Given, print, text, withProduct } from './common.ts';

/**
 * `lianfang verify`: recomputes the chain of every county, holds it against the heads that were kept beside the database and
 * in issued reports (`--report FILE.json`), and says whether anything was changed. 1 when something was.
 */
export async function verify(from: Given): Promise<number> {
  return withProduct(async ({ deps }) => {
    const only = text(from, 'county');
    const { rows } = await deps.pool.query<{ county: string }>(
      'SELECT county FROM kernel.county WHERE $1::text IS NULL OR county = $1 ORDER BY county',
      [only ?? null],
    );
    const trusted = deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
    const report = text(from, 'report');
    const told =
      report === undefined
        ? undefined
        : headOfReport(readFileSync(report, 'utf8'), deps.keyring.signingPublic);
    if (report !== undefined && told === undefined) throw problem('usage', { report });
    const verdicts = [];
    for (const { county } of rows) {
      // Read before the database is: what is signed from now on must not look like something lost.
      const witnesses = withReport(await keptHeads(deps.dataDir, county), told, county);
      const client = await deps.pool.connect();
      try {
        verdicts.push(await verifyLedger(client, county, trusted, witnesses));
      } finally {
        client.release();
      }
    }
    const genuine = verdicts.every((verdict) => verdict.genuine);
    print(
      from,
      { genuine, counties: verdicts },
      verdicts.flatMap((verdict) => [
        verdict.genuine
          ? `${verdict.county}  账本完好 genuine  ${verdict.entries} 条 entries  位置 position ${verdict.position}  ${verdict.hash}`
          : `${verdict.county}  账本被改动 ALTERED  ${verdict.entries} 条 entries`,
        ...verdict.faults.map(({ position, fault }) => `  位置 position ${position}: ${faultWords[fault]}`),
      ]),
    );
    return genuine ? 0 : 1;
  });
}

function withReport(kept: Witness[], told: Witness | undefined, county: string): Witness[] {
  if (told?.county !== county) return kept;
  return [...kept, told].sort((a, b) => (a.position < b.position ? -1 : 1));
}

const faultWords = {
  altered: '内容被改动 altered',
  missing: '缺失 missing',
  twice: '重复 stands twice',
  head: '末尾与签名的账头不符 the end is not what the head says',
  rolled_back:
    '曾签名到此位置，数据库却更旧：被回退 a head was signed here that the database does not reach: rolled back',
  other_head: '与当时签名的账头不符 not what the head that was signed here said',
  signature: '账头签名不符 the head’s signature is not genuine',
} as const;

import { verifyLedger } from '../kernel/ledger/verify.ts';
import { type Given, print, text, withProduct } from './common.ts';

/** `lianfang verify`: recomputes the chain of every county and says whether anything was changed. 1 when something was. */
export async function verify(from: Given): Promise<number> {
  return withProduct(async ({ deps }) => {
    const only = text(from, 'county');
    const { rows } = await deps.pool.query<{ county: string }>(
      'SELECT county FROM kernel.county WHERE $1::text IS NULL OR county = $1 ORDER BY county',
      [only ?? null],
    );
    const trusted = deps.keyring.signingPublic.export({ type: 'spki', format: 'der' });
    const verdicts = [];
    for (const { county } of rows) {
      const client = await deps.pool.connect();
      try {
        verdicts.push(await verifyLedger(client, county, trusted));
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

const faultWords = {
  altered: '内容被改动 altered',
  missing: '缺失 missing',
  twice: '重复 stands twice',
  head: '末尾与签名的账头不符 the end is not what the head says',
  signature: '账头签名不符 the head’s signature is not genuine',
} as const;

import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import { checkPeriod } from '@lianfang/domain/modules/report/rules.ts';
import { inTransaction } from '../../kernel/db/pool.ts';
import type { Deps } from '../../kernel/deps.ts';
import type { Asked } from '../../kernel/reads.ts';
import { compile, countyYear, reportNumber } from './compile.ts';
import { type Hands, verifyUrl } from './document.ts';
import { reportInScope } from './reads.ts';
import { contentHash, type ReportSignature, reportJson } from './signature.ts';
import type { DocumentLang } from './words.ts';

export const reportFormats = ['json', 'xlsx', 'pdf'] as const;
export type ReportFormat = (typeof reportFormats)[number];
export type ReportFile = { readonly name: string; readonly type: string; readonly body: Uint8Array };

const types: Record<ReportFormat, string> = {
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
};

/** A stored report as a file. Throws `not_found`, or `report.fonts` for a PDF on a machine without Chinese fonts. */
export async function reportFile(
  asked: Asked,
  id: string,
  format: ReportFormat,
  lang: DocumentLang = 'zh',
): Promise<ReportFile> {
  const { content, hands, signature } = await reportInScope(asked, id);
  const body = await render(content, hands, format, { lang, signature, publicUrl: asked.deps.publicUrl });
  return { name: `${content.number}.${format}`, type: types[format], body };
}

/** A report's content and hands in a format; what sets pages and workbooks is loaded when it is first asked for. */
export async function render(
  content: ReportContent,
  hands: Hands,
  format: ReportFormat,
  options: { lang?: DocumentLang; signature?: ReportSignature | undefined; publicUrl: string },
): Promise<Uint8Array> {
  const { lang, signature, publicUrl } = options;
  if (format === 'json') return Buffer.from(`${reportJson(content, hands, signature)}\n`, 'utf8');
  if (format === 'xlsx') {
    const { reportXlsx } = await import('./xlsx.ts');
    return reportXlsx(content, hands, { lang, signature });
  }
  const { reportPdf } = await import('./pdf.ts');
  const hash = signature?.contentHash ?? contentHash(content, hands);
  return reportPdf(content, hands, { lang, signature, verifyUrl: verifyUrl(publicUrl, content.id, hash) });
}

/**
 * What a report of a period would say, counted and not kept: for the command line. Throws `report.window` for a period
 * or a cut-off that cannot be.
 */
export async function previewReport(
  { pool, now }: Pick<Deps, 'pool' | 'now'>,
  county: string,
  asking: { area: string; from: string; to: string; cutOff?: bigint | undefined },
): Promise<ReportContent> {
  const wrong = checkPeriod(asking);
  if (wrong !== undefined) throw problem('report.window', { fields: wrong.fields });
  const at = new Date(now()).toISOString();
  const id = uuidv7(now(), randomBytes(10));
  const content = await inTransaction(
    pool,
    (client) =>
      compile(client, county, { ...asking, area: asking.area.padEnd(12, '0'), id, at }, async (area) =>
        reportNumber(area, countyYear(at), '试算'),
      ),
    { isolation: 'repeatable read', retry: true },
  );
  if (content === undefined) throw problem('report.window', { fields: ['cutOff'] });
  return content;
}

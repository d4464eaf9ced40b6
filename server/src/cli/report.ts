import { writeFile } from 'node:fs/promises';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { previewReport, render } from '../modules/report/files.ts';
import { closePdf } from '../modules/report/pdf.ts';
import { countyOf, type Given, needed, print, text, withProduct } from './common.ts';

/** `lianfang report daily`: counts a period at a cut-off and prints it; keeps nothing. Signing is done on the desk. */
export async function report(from: Given): Promise<number> {
  if (from.words[1] !== 'daily') throw problem('usage', { report: from.words[1] });
  const area = needed(from, 'area');
  const cutOff = text(from, 'cut-off');
  if (cutOff !== undefined && !/^\d{1,18}$/.test(cutOff)) throw problem('usage', { 'cut-off': cutOff });
  return withProduct(async (product) => {
    const county = await countyOf(product, area);
    const content = await previewReport(product.deps, county, {
      area: area.padEnd(12, '0'),
      from: instantOf(needed(from, 'from')),
      to: instantOf(needed(from, 'to')),
      cutOff: cutOff === undefined ? undefined : BigInt(cutOff),
    });
    const lang = text(from, 'lang') === 'en' ? 'en' : 'zh';
    const options = { lang, publicUrl: product.deps.publicUrl } as const;
    const pdf = text(from, 'pdf');
    const xlsx = text(from, 'xlsx');
    if (pdf !== undefined) await writeFile(pdf, await render(content, [], 'pdf', options));
    if (xlsx !== undefined) await writeFile(xlsx, await render(content, [], 'xlsx', options));
    await closePdf();
    const totals = Object.fromEntries(content.lines.map(({ indicator, value }) => [indicator, value]));
    print(from, { ...content, totals }, [
      `${content.areaName}  ${content.from} — ${content.to}  截止位置 cut-off ${content.cutOff}${content.completeness.complete ? '' : '  尚有数据未送达 incomplete'}`,
      ...content.lines.map(
        ({ title, value, before }) => `  ${title.zh} ${title.en}: ${value}（前一时段 before ${before}）`,
      ),
    ]);
    return 0;
  });
}

/** An instant: ISO 8601; a bare day is the county's midnight. */
function instantOf(value: string): string {
  const whole = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00+08:00` : value;
  const ms = Date.parse(whole);
  if (Number.isNaN(ms)) throw problem('usage', { instant: value });
  return new Date(ms).toISOString();
}

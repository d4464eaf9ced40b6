import { readFileSync } from 'node:fs';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import QRCode from 'qrcode';
import type { FontRole } from '../../kernel/exports/fonts.ts';
import { createTypesetter, type Typeset } from '../../kernel/exports/typeset.ts';
import { type DocumentOptions, type Hands, reportDocument } from './document.ts';

const template = readFileSync(new URL('./report.typ', import.meta.url), 'utf8');
const typesetter = createTypesetter();

export type PdfOptions = DocumentOptions & {
  /** Families to try before those of the house, by role: an authority may own the fonts of the standard. */
  fonts?: Partial<Record<FontRole, readonly string[]>> | undefined;
};

/**
 * The report in official form, as PDF/A-2a. A report that is not issued bears a draft's watermark, one of an
 * exercise says so on every page. The same report gives the same bytes. Throws the problem `report.fonts`
 * where no Chinese font is installed.
 */
export async function reportPdf(
  content: ReportContent,
  hands: Hands,
  options: PdfOptions,
): Promise<Uint8Array> {
  return (await reportPages(content, hands, options)).pdf;
}

/** `reportPdf` with the number of its pages. */
export async function reportPages(
  content: ReportContent,
  hands: Hands,
  options: PdfOptions,
): Promise<Typeset> {
  const document = reportDocument(content, hands, options);
  const qr = await QRCode.toString(options.verifyUrl, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 });
  const at = Date.parse(hands.at(-1)?.at ?? content.compiledAt);
  return typesetter.typeset({ template, data: { ...document, qr }, at, fonts: options.fonts });
}

/** Ends the typesetter's thread, for a process that stops. */
export function closePdf(): Promise<void> {
  return typesetter.close();
}

export type ExportColumn = {
  key: string;
  title: string;
  /** In characters, as Excel counts a column's width; 16 when left out. */
  width?: number | undefined;
};

/** A value of a cell: a number, or a text that is safe to show. */
export type Cell = string | number;

/** What Excel takes for the beginning of a formula, in a cell of text (CWE-1236, OWASP "CSV injection"). */
const formulaStart = /^[=+\-@\t\r＝＋－＠]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 cannot carry
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const longestCell = 32_767;

/**
 * Text that a spreadsheet shows as it is: an apostrophe before what would be a formula, no characters that a file
 * of XML cannot carry, at most as long as a cell may be. Numbers are never passed through here.
 */
export function safeText(text: string): string {
  // Cleaned first: what stands behind a dropped character must not become the beginning.
  const printable = text.toWellFormed().replace(unprintable, '');
  const clean = formulaStart.test(printable) ? `'${printable}` : printable;
  return clean.length <= longestCell
    ? clean
    : `${clean.slice(0, longestCell - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

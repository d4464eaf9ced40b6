/** A text set right, and whether anything had to be set right (the caller counts it as *normalised*). */
export type CleanText = { text: string; normalised: boolean };

/** Invisible characters that spreadsheets and chats leave behind: zero width, byte order mark, bidi marks, soft hyphen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
/** Printable ASCII without outer spaces needs nothing; the first characters that could be a wrapping are left out. */
const PLAIN = /^[!#$%&(-<>-~](?:[ -~]*[!-~])?$/;

/** Full-width ASCII (U+FF01–FF5E) to ASCII, ideographic and no-break spaces to a space. */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\u2002-\u200a\u202f]/g, ' ');
}

/** `="610399…"` and `'610399…` are how spreadsheets keep digits as text: gives the text inside. */
export function unwrap(text: string): string {
  const formula = /^=\s*"(.*)"$/s.exec(text);
  if (formula) return (formula[1] ?? '').replaceAll('""', '"');
  return text.startsWith("'") ? text.slice(1) : text;
}

/**
 * An identifier as typed by someone: half-width, Unicode NFC, no wrapping, no invisible characters, no outer spaces.
 * Never drops a character that it does not know: rare characters of names pass.
 */
export function cleanText(raw: string): CleanText {
  if (PLAIN.test(raw)) return { text: raw, normalised: false };
  const text = unwrap(toHalfWidth(raw.normalize('NFC').replace(INVISIBLE, '')).trim()).trim();
  return { text, normalised: text !== raw };
}

/** Nothing but what needs no cleaning, which is nearly all that is ever written. */
const PLAIN_FREE = /^(?:[!-~\u3400-\u4dbf\u4e00-\u9fff]+(?: [!-~\u3400-\u4dbf\u4e00-\u9fff]+)*)?$/;

/** Free text (a place, a remark): trimmed, NFC, inner white space as one space; its punctuation stays as written. */
export function cleanFreeText(raw: string): string {
  if (PLAIN_FREE.test(raw)) return raw;
  return raw.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** Han, private use and characters younger than this engine: what a Chinese name may be made of. */
const HAN = '[\\p{Script=Han}\\p{Co}\\p{Cn}]';
const DOT_BETWEEN = new RegExp(`(?<=${HAN})\\s*[.•・‧⋅∙●‥･]\\s*(?=${HAN})`, 'gu');
const SPACE_BESIDE = new RegExp(`(?<=${HAN}|·)\\s+|\\s+(?=${HAN}|·)`, 'gu');
const ONLY_HAN = /^[\u3400-\u4dbf\u4e00-\u9fff]{1,8}$/;

/**
 * A person's name: spaces inside a Chinese name go, the dot of names such as 阿依古丽·买买提 becomes `·`, spaces
 * between the words of a Latin name stay, one each.
 */
export function cleanName(raw: string): CleanText {
  if (ONLY_HAN.test(raw)) return { text: raw, normalised: false };
  const { text } = cleanText(raw);
  const name = text.replace(DOT_BETWEEN, '·').replace(SPACE_BESIDE, '').replace(/\s+/g, ' ');
  return { text: name, normalised: name !== raw };
}

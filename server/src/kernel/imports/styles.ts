import { attribute, createXmlScanner, decodeEntities } from './xml.ts';

/** Built-in number formats that show a date or a time, those of Chinese Excel (27–36, 50–58) included. */
function builtInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** Whether a custom number format shows a date or a time: `yyyy"年"m"月"`, `[h]:mm`, `[$-804]d` do, `0.0_ ` does not. */
export function showsDate(format: string): boolean {
  const bare = format
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[ymdhs]/i.test(bare.replace(/general|standard/gi, ''));
}

/** Which cell styles (by their index) show numbers as dates. */
export async function readDateStyles(chunks: AsyncIterable<string>): Promise<(style: number) => boolean> {
  const custom = new Map<number, boolean>();
  const dates: boolean[] = [];
  let inCellStyles = false;
  const scanner = createXmlScanner({
    open: (name, tag) => {
      if (name === 'numFmt') {
        const format = decodeEntities(attribute(tag, 'formatCode') ?? '');
        custom.set(Number(attribute(tag, 'numFmtId')), showsDate(format));
      } else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0);
        dates.push(custom.get(id) ?? builtInDate(id));
      }
    },
    text: () => {},
    close: (name) => {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  for await (const chunk of chunks) scanner.write(chunk);
  scanner.end();
  return (style) => dates[style] === true;
}

const pad = (value: number) => String(value).padStart(2, '0');

/**
 * The wall clock of a spreadsheet's serial number, to the nearest second (floats carry noise). Days count from
 * 1899-12-31 with the 29 February 1900 that never was, or from 1904-01-01. Below 1 there is a time and no day.
 * Undefined where no spreadsheet would show a date.
 */
export function wallClockOfSerial(serial: number, from1904: boolean): string | undefined {
  if (!(serial >= 0 && serial < 2_958_466)) return undefined;
  let seconds = Math.round(serial * 86_400);
  const day = Math.floor(seconds / 86_400);
  seconds -= day * 86_400;
  const time = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  if (serial < 1 && !from1904) return day === 1 ? '24:00:00' : time;
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  return `${new Date(epoch + day * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}

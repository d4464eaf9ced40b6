/**
 * A scanner for the XML inside workbooks: tags and texts in document order from chunks of any size. It knows no
 * document types and expands no entities but the five of XML and character numbers, so nothing can grow in it.
 */
export type XmlHandlers = {
  /** `attributes` is the raw text between the name and the end of the tag. */
  open: (name: string, attributes: string) => void;
  close: (name: string) => void;
  /** Raw text, possibly in several pieces, only while `scanner.wantText` is set. */
  text: (raw: string) => void;
};

export type XmlScanner = {
  write: (chunk: string) => void;
  /** Throws when the document stops in the middle. */
  end: () => void;
  wantText: boolean;
};

export class XmlError extends Error {}

/** A tag longer than this is no workbook's. */
const LONGEST_TAG = 1 << 20;

function localName(tag: string, from: number): string {
  let end = from;
  let start = from;
  for (; end < tag.length; end += 1) {
    const code = tag.charCodeAt(end);
    if (code === 58) start = end + 1;
    else if (code <= 32 || code === 47) break;
  }
  return tag.slice(start, end);
}

export function createXmlScanner(handlers: XmlHandlers): XmlScanner {
  let rest = '';
  let depth = 0;
  let rooted = false;

  /** Skips comments, CDATA, instructions; gives where scanning goes on, or -1 when more is needed. */
  function special(data: string, at: number): number {
    if (data.startsWith('<!--', at)) return after(data, '-->', at + 4);
    if (data.startsWith('<![CDATA[', at)) {
      const end = after(data, ']]>', at + 9);
      if (end >= 0 && scanner.wantText) handlers.text(data.slice(at + 9, end - 3).replaceAll('&', '&amp;'));
      return end;
    }
    if (data.startsWith('<?', at)) return after(data, '?>', at + 2);
    if (data.length - at < 9) return -1;
    throw new XmlError('a document type declaration');
  }

  function scan(data: string): number {
    let at = 0;
    while (at < data.length) {
      const start = data.indexOf('<', at);
      if (start < 0) {
        if (scanner.wantText) handlers.text(data.slice(at));
        return data.length;
      }
      if (start > at && scanner.wantText) handlers.text(data.slice(at, start));
      const code = data.charCodeAt(start + 1);
      if (code === 33 || code === 63) {
        const next = special(data, start);
        if (next < 0) return start;
        at = next;
        continue;
      }
      const end = data.indexOf('>', start + 1);
      if (end < 0) return start;
      tag(data, start, end, code);
      at = end + 1;
    }
    return at;
  }

  function tag(data: string, start: number, end: number, code: number): void {
    if (code === 47) {
      depth -= 1;
      if (depth < 0) throw new XmlError('a closing tag too many');
      handlers.close(localName(data.slice(start + 2, end), 0));
      return;
    }
    rooted = true;
    const inside = data.slice(start + 1, end);
    const name = localName(inside, 0);
    const selfClosing = inside.charCodeAt(inside.length - 1) === 47;
    handlers.open(name, inside);
    if (selfClosing) handlers.close(name);
    else depth += 1;
  }

  const scanner: XmlScanner = {
    wantText: false,
    write: (chunk) => {
      const data = rest === '' ? chunk : rest + chunk;
      rest = data.slice(scan(data));
      if (rest.length > LONGEST_TAG) throw new XmlError('a tag without an end');
    },
    end: () => {
      if (rest.trim() !== '' || depth !== 0 || !rooted) throw new XmlError('the document is cut off');
    },
  };
  return scanner;
}

/** The raw value of an attribute (its local name), or undefined. `tag` is what `open` gave. */
export function attribute(tag: string, name: string): string | undefined {
  for (let at = tag.indexOf(`${name}=`); at >= 0; at = tag.indexOf(`${name}=`, at + 1)) {
    const before = tag.charCodeAt(at - 1);
    if (before > 32 && before !== 58) continue;
    const quote = tag[at + name.length + 1];
    if (quote !== '"' && quote !== "'") continue;
    const from = at + name.length + 2;
    const end = tag.indexOf(quote, from);
    return end < 0 ? undefined : tag.slice(from, end);
  }
  return undefined;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** `&amp;`, `&#20108;`, `&#x4e8c;` to characters; other entities stay as written. */
export function decodeEntities(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const point = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
    },
  );
}

function after(data: string, mark: string, from: number): number {
  const at = data.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

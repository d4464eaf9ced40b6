type KeyParts = {
  post: string;
  /** ISO 8601 with the county's offset; its minute counts. */
  at: string;
  plate?: string | undefined;
  name?: string | undefined;
  document?: { number: string; state: 'ok' | 'old' | 'doubtful' | 'damaged' } | undefined;
  phone?: string | undefined;
  /** For a person of whom nothing is written: which of them in the passage, counted from 1. */
  nameless?: number | undefined;
};

/** Post, minute and plate of a passage; on foot there is no plate. */
export function passageKey({ post, at, plate }: Pick<KeyParts, 'post' | 'at' | 'plate'>): string {
  return `${post}|${at.slice(0, 16)}|${plate ?? ''}`;
}

/** Post, minute, plate, name and phone: what stays of a row when its document number is corrected. */
export function looseRowKey(parts: KeyParts): string {
  const who =
    parts.name || parts.phone ? `${parts.name ?? ''}|${parts.phone ?? ''}` : `#${parts.nameless ?? 1}`;
  return `${passageKey(parts)}|P|${who}`;
}

/**
 * What makes two rows the same row, over all files: post, minute, plate, name and document number. A damaged or doubtful
 * number matches nobody, a missing one neither: then name and phone stand in its place. Plain text with personal data:
 * it is to be hashed with a key before it is kept.
 */
export function rowKey(parts: KeyParts): string {
  const usable = parts.document && (parts.document.state === 'ok' || parts.document.state === 'old');
  return usable ? `${passageKey(parts)}|D|${parts.document?.number}|${parts.name ?? ''}` : looseRowKey(parts);
}

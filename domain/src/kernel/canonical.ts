/**
 * One text for one JSON value, whatever the order its keys came in (RFC 8785 in what matters here: sorted keys,
 * no white space, JSON's own numbers and strings). Two texts are equal exactly when the values are.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const member of value) text += `${text === '' ? '' : ','}${canonical(member)}`;
    return `[${text}]`;
  }
  for (const key of sorted(Object.keys(value))) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${named(key)}${canonical(member)}`;
  }
  return `{${text}}`;
}

/** What JSON does not write as it is. Of surrogates it does write pairs: it is asked. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A third of what JSON.stringify takes for a short text, and there are forty in an entry. */
function quoted(text: string): string {
  return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** In place, by UTF-16 code units as `sort()` does, which takes longer and more memory for so few. */
function sorted(keys: string[]): string[] {
  if (keys.length > 32) return keys.sort();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] as string;
    let at = next;
    for (; at > 0 && (keys[at - 1] as string) > key; at--) keys[at] = keys[at - 1] as string;
    keys[at] = key;
  }
  return keys;
}

const names = new Map<string, string>();
/** More than all kinds have members; what somebody sends beyond them is not kept. */
const NAMES_MOST = 1000;
const NAME_LONGEST = 32;

/** A member's name with what goes around it. */
function named(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${quoted(key)}:`;
  if (key.length <= NAME_LONGEST && names.size < NAMES_MOST) names.set(key, name);
  return name;
}

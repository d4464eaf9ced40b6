/**
 * Masked forms for the few places where one may recognise a value without being told it (field.md, masked views). They
 * are made of opened values behind `reveal`, so no list or preview can make one by itself.
 */

/** 王小明 → 王＊: the first character alone. */
export function maskName(name: string): string {
  const [first] = [...name.trim()];
  return first === undefined ? '' : `${first}＊`;
}

/** First three and last four, `*` between: 610***********1234. Eight characters or fewer keep the last two at most. */
export function maskNumber(number: string): string {
  const signs = [...number.trim()];
  if (signs.length > 8)
    return [...signs.slice(0, 3), '*'.repeat(signs.length - 7), ...signs.slice(-4)].join('');
  const kept = signs.length > 4 ? 2 : 0;
  return '*'.repeat(signs.length - kept) + signs.slice(signs.length - kept).join('');
}

/** 19912345678 → 199****5678. */
export function maskPhone(phone: string): string {
  return maskNumber(phone.replace(/[\s-]/g, ''));
}

/** 陕C12345 → 陕C·**345: where it is from and the last three. */
export function maskPlate(plate: string): string {
  const signs = [...plate.replace(/[\s·•-]/g, '')];
  if (signs.length < 6) return '*'.repeat(signs.length);
  return `${signs.slice(0, 2).join('')}·${'*'.repeat(signs.length - 5)}${signs.slice(-3).join('')}`;
}

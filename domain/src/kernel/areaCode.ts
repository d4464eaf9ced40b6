/**
 * What the codes of everything inside an area begin with: `61` for 610000000000, `610330100` for 610330100000. Levels
 * end after 2, 4, 6, 9 and 12 digits (province, city, county, township, village).
 */
export function areaPrefix(code: string): string {
  const length = [2, 4, 6, 9].find((end) => /^0*$/.test(code.slice(end))) ?? 12;
  return code.slice(0, length);
}

/** True when the area with this code is the other one or lies in it. */
export function isInside(code: string, container: string): boolean {
  return code.startsWith(areaPrefix(container));
}

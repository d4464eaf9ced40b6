import type { Resolved } from '@lianfang/domain/modules/area/schema.ts';
import type pg from 'pg';
import { aliasesOf } from './alias/store.ts';
import { openTree } from './resolve/load.ts';
import { newResolver } from './resolve/resolver.ts';
import { type Db, findArea, findAreas, pickerAreas } from './store.ts';

/** Places for a phone's picker: the country down to counties, the own county down to townships. */
export async function fieldPlaces(
  db: pg.Pool,
  county: string,
): Promise<{ code: string; name: string; initials: string; level: number }[]> {
  const areas = await pickerAreas(db, county);
  return areas
    .filter(({ level }) => level < 5)
    .map(({ code, name, initials, level }) => ({ code, name, initials, level }));
}

/** The names of areas by their codes (12 digits), as far as they are known here. */
export async function areaNames(
  db: pg.Pool | pg.ClientBase,
  codes: readonly string[],
): Promise<Map<string, string>> {
  const areas = await findAreas(db, [...new Set(codes)]);
  return new Map(areas.map(({ code, name }) => [code, name]));
}

/** The name of an area, or its code when it is not known here. */
export async function areaName(db: pg.Pool | pg.ClientBase, code: string): Promise<string> {
  return (await findArea(db, code))?.name ?? code;
}

export type { Resolved } from '@lianfang/domain/modules/area/schema.ts';

export { learnAlias } from './alias/learn.ts';

/** Finds the areas of addresses; pure and quick (30 to 50 µs each: whoever has thousands lets others in between), never throws. */
export type Resolver = { readonly resolve: (address: string) => Resolved };

/**
 * Opens the country's tree for addresses, as one county asks (6 or 12 digits): it is preferred where an address says
 * nothing else, and what it has learned (aliases) is used. The tree is made on first use, two seconds; later calls are
 * cheap, so that whoever resolves opens anew for each list and sees what was learned meanwhile.
 */
export async function openResolver(deps: { readonly pool: Db }, county: string): Promise<Resolver> {
  const [tree, aliases] = await Promise.all([openTree(), aliasesOf(deps.pool, county.slice(0, 6))]);
  return { resolve: newResolver(tree, county, aliases) };
}

/** The same without a database, hence without aliases; no county: no place is preferred. */
export async function resolverWithout(county?: string): Promise<Resolver['resolve']> {
  return newResolver(await openTree(), county);
}

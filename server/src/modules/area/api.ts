import type pg from 'pg';
import { findArea, pickerAreas } from './store.ts';

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

/** The name of an area, or its code when it is not known here. */
export async function areaName(db: pg.Pool | pg.ClientBase, code: string): Promise<string> {
  return (await findArea(db, code))?.name ?? code;
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { fullCode, parentOf, spokenName } from '@lianfang/domain/modules/area/rules.ts';
import type { AreaLevel } from '@lianfang/domain/modules/area/schema.ts';

// Reads server/assets/areas.pack, written by scripts/build-areas.mjs; docs/decisions/0005-areas.md has the format.

/** A node of the tree. `parent` is null for a province. */
export type Area = { code: string; name: string; level: AreaLevel; parent: string | null };

export type AreaPack = {
  /** Day on which the codes were in force, `2023-06-30`. */
  edition: string;
  /** Areas of each level in the file: provinces, cities, counties, townships, villages. */
  counts: readonly number[];
  provinces: readonly Area[];
  /** Provinces, cities and counties of the whole country, parents first. */
  upper: () => Area[];
  /**
   * The county itself and everything below it, parents first; empty when the code is unknown. Takes six digits.
   * For a city without counties (东莞 441900) the city with its townships and villages.
   */
  county: (code6: string) => Area[];
  /** Every township and village, city by city in the order of codes, each township before its villages. */
  lower: () => Iterable<Area>;
  /** Every area, parents before children. */
  all: () => Iterable<Area>;
  /** Pinyin and initials of a name as people say it, lower case without blanks; digits and Latin letters are kept. */
  spell: (name: string) => { pinyin: string; initials: string };
};

type Head = {
  format: number;
  edition: string;
  counts: number[];
  provinces: [string, string][];
  cities: [string, string][];
  counties: [string, string][];
  tails: string[];
  blocks: [city: string, bytes: number][];
  readings: { usual: Record<string, string>; exceptions: Record<string, string> };
};

const MAGIC = 'LFAREA01';
const DEFAULT_FILE = new URL('../../../assets/areas.pack', import.meta.url);

/**
 * Opens the file of areas: its head (provinces to counties, pinyin) is read at once, the rest city by city on demand.
 * Throws when the file is missing, damaged or of another format.
 */
export function openAreaPack(file: string | URL = DEFAULT_FILE): AreaPack {
  const bytes = readFileSync(file);
  const content = bytes.subarray(0, -32);
  const sound =
    content.subarray(0, 8).toString('latin1') === MAGIC &&
    createHash('sha256').update(content).digest().equals(bytes.subarray(-32));
  if (!sound) {
    throw new Error(
      `The file of areas (${file}) is damaged or of another format. Areas cannot be loaded from it. ` +
        'Restore it from the release, or build it with scripts/build-areas.mjs.',
    );
  }
  const headEnd = 12 + content.readUInt32LE(8);
  const head: Head = JSON.parse(brotliDecompressSync(content.subarray(12, headEnd)).toString('utf8'));
  const blocks = blockPositions(head, headEnd);
  const provinces = head.provinces.map(([code, name]) => areaOf(code, name));
  const upper = () => [
    ...provinces,
    ...head.cities.map(([code, name]) => areaOf(code, name)),
    ...head.counties.map(([code, name]) => areaOf(code, name)),
  ];
  const block = (city: string): Area[] => {
    const position = blocks.get(city);
    if (position === undefined) return [];
    return decodeBlock(
      city,
      brotliDecompressSync(content.subarray(position.start, position.end)),
      head.tails,
    );
  };
  return {
    edition: head.edition,
    counts: head.counts,
    provinces,
    upper,
    county: (code6) => {
      const self = [...head.cities, ...head.counties].find(
        ([code]) => code === code6 || `${code}00` === code6,
      );
      if (self === undefined) return [];
      const below = block(code6.slice(0, 4)).filter((area) => area.code.startsWith(code6));
      // A city stands for a county only where its townships lie right below it.
      if (self[0].length === 4 && below.length === 0) return [];
      return [areaOf(...self), ...below];
    },
    lower: function* () {
      for (const city of blocks.keys()) yield* block(city);
    },
    all: function* () {
      yield* upper();
      for (const city of blocks.keys()) yield* block(city);
    },
    spell: spellerOf(head),
  };
}

function areaOf(digits: string, name: string): Area {
  const code = fullCode(digits);
  return { code, name, level: (digits.length / 2) as AreaLevel, parent: parentOf(code) };
}

function blockPositions(head: Head, first: number): Map<string, { start: number; end: number }> {
  const positions = new Map<string, { start: number; end: number }>();
  let start = first;
  for (const [city, size] of head.blocks) {
    positions.set(city, { start, end: start + size });
    start += size;
  }
  return positions;
}

/** The townships and villages of one city, each township before its villages. */
function decodeBlock(city: string, bytes: Buffer, tails: readonly string[]): Area[] {
  const stepsAt = 12 + bytes.readUInt32LE(0);
  const tailsAt = stepsAt + bytes.readUInt32LE(4);
  const stemsAt = tailsAt + bytes.readUInt32LE(8);
  const counts = varints(bytes.subarray(12, stepsAt));
  const steps = varints(bytes.subarray(stepsAt, tailsAt));
  const stems = bytes.toString('utf16le', stemsAt).split('\n');
  const areas: Area[] = [];
  const add = (code: string, level: AreaLevel, parent: string) => {
    const name = stems[areas.length]! + tails[bytes[tailsAt + areas.length]!]!;
    areas.push({ code, name, level, parent });
  };
  let row = 0;
  const counties = counts[row++]!;
  for (let c = 0; c < counties; c += 1) {
    const county = city + digits(counts[row++]!, 2);
    const townships = counts[row++]!;
    let township = 0;
    for (let t = 0; t < townships; t += 1) {
      township += steps[areas.length]!;
      const stem = county + digits(township, 3);
      const parent = `${stem}000`;
      add(parent, 4, `${county}000000`);
      const villages = counts[row++]!;
      let village = 0;
      for (let v = 0; v < villages; v += 1) {
        village += steps[areas.length]!;
        add(stem + digits(village, 3), 5, parent);
      }
    }
  }
  return areas;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Unsigned LEB128 numbers, one after another. */
function varints(bytes: Buffer): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) {
      values.push(value);
      value = 0;
      shift = 0;
    }
  }
  return values;
}

function spellerOf(head: Head): AreaPack['spell'] {
  const usual = new Map<string, string>();
  for (const [syllable, characters] of Object.entries(head.readings.usual)) {
    for (const character of characters) usual.set(character, syllable);
  }
  const exceptions = new Map(Object.entries(head.readings.exceptions));
  return (name) => {
    const said = spokenName(name);
    const otherwise = exceptions.get(said);
    const syllables =
      otherwise === undefined ? [...said].map((c) => usual.get(c) ?? latin(c)) : otherwise.split(' ');
    let pinyin = '';
    let initials = '';
    for (const syllable of syllables) {
      pinyin += syllable;
      initials += syllable.slice(0, 1);
    }
    return { pinyin, initials };
  };
}

/** A digit or Latin letter in lower case, nothing for anything else. */
function latin(character: string): string {
  const plain = character.normalize('NFKC').toLowerCase();
  return /^[a-z0-9]$/.test(plain) ? plain : '';
}

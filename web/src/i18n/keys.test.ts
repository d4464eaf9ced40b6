import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entries } from '@lianfang/domain/entries.ts';
import { indicators } from '@lianfang/domain/indicators.ts';
import { agencies, purposes, roles } from '@lianfang/domain/kernel/access.ts';
import { passageFlags } from '@lianfang/domain/modules/checkpoint/rules.ts';
import * as checkpoint from '@lianfang/domain/modules/checkpoint/schema.ts';
import { reportMoves, reportStates } from '@lianfang/domain/modules/report/rules.ts';
import * as verification from '@lianfang/domain/modules/verification/schema.ts';
import { expect, test } from 'vitest';
import { places } from '../screens/desk/menu.ts';
import { periodNames } from '../screens/desk/period.ts';
import { en } from './desk/en/en.ts';
import { words as verifyWords } from './desk/verifyWords.ts';
import { zh } from './desk/zh/zh.ts';
import { en as fieldEn } from './field/en.ts';
import { en as tasksEn } from './field/tasks/en.ts';
import { zh as tasksZh } from './field/tasks/zh.ts';
import { zh as fieldZh } from './field/zh.ts';

const web = fileURLToPath(new URL('..', import.meta.url));
const deskFolders = [
  'screens/desk',
  'ui/desk',
  'modules/checkpoint/desk',
  'modules/report/desk',
  'modules/import/desk',
  'modules/access/desk',
];

/** The texts of a dictionary by their whole key: `signin.title` → 登录指挥部. */
function flat(tree: object, before = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(before + key, value);
    else for (const [deeper, text] of flat(value as object, `${before}${key}.`)) texts.set(deeper, text);
  }
  return texts;
}

function sources(folder: string): string[] {
  return readdirSync(join(web, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(web, path)).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/\.test\./.test(name) ? [path] : [];
  });
}

const chinese = flat(zh);
const english = flat(en);
const files = deskFolders
  .flatMap(sources)
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8') }));
const placeholders = (text: string) => [...text.matchAll(/\{\{?(\w+)\}?\}/g)].map((match) => match[1]).sort();
const han = /[\u3400-\u9fff]/;

test.each([
  ['desk', chinese, english],
  ['verification page', flat(verifyWords.zh), flat(verifyWords.en)],
  ['field', flat(fieldZh), flat(fieldEn)],
  ['tasks on the phone', flat(tasksZh), flat(tasksEn)],
])(
  '%s: both languages have the same keys, none empty, with the same places for values',
  (_name, one, other) => {
    expect([...other.keys()].sort()).toEqual([...one.keys()].sort());
    const odd = [...one].filter(([key, text]) => {
      const translated = other.get(key) ?? '';
      return (
        text.trim() === '' ||
        translated.trim() === '' ||
        `${placeholders(text)}` !== `${placeholders(translated)}`
      );
    });
    // A comma between items is white space and punctuation on purpose.
    expect(odd.map(([key]) => key).filter((key) => key !== 'common.listComma')).toEqual([]);
  },
);

test('nothing of the English desk is left in Chinese', () => {
  const left = [...english].filter(
    ([key, text]) => han.test(text) && !['screen.exercise', 'paper.exercise'].includes(key),
  );
  expect(left).toEqual([]);
});

test('every key that a screen names is in the dictionary', () => {
  const missing = files.flatMap(({ path, text }) => {
    const called = [...text.matchAll(/\bt\(([^()]*(?:\([^()]*\)[^()]*)*)/g)].map((match) => match[1] ?? '');
    const keys = called.flatMap((call) => {
      // The key, or the keys of a choice: everything quoted before the values.
      const before = call.split(/,\s*\{/)[0] ?? '';
      return [...before.matchAll(/'([a-zA-Z]\w*(?:\.[\w]+)+)'/g)].map((match) => match[1] ?? '');
    });
    return keys.filter((key) => !chinese.has(key)).map((key) => `${path}: ${key}`);
  });
  expect(missing).toEqual([]);
});

test('every value that a screen puts into a key has its word', () => {
  const all: Record<string, readonly string[]> = {
    outcome: checkpoint.outcomes,
    reason: checkpoint.turnBackReasons,
    vehicleType: checkpoint.vehicleTypes,
    documentType: checkpoint.documentTypes,
    certificate: checkpoint.certificateResults,
    feverOutcome: checkpoint.feverOutcomes,
    postType: checkpoint.postTypes,
    mode: ['vehicle', 'pedestrian'],
    flag: passageFlags,
    agency: agencies,
    shiftLabel: checkpoint.shiftLabels,
    role: roles,
    roleWords: roles,
    purpose: purposes,
    unit: indicators.map((one) => one.unit),
    entryKind: Object.keys(entries),
    reportState: reportStates,
    step: reportStates,
    signOff: Object.values(reportMoves).flat(),
    'signOff.words': Object.values(reportMoves).flat(),
    'signOff.done': Object.values(reportMoves).flat(),
    period: periodNames,
    before: periodNames,
    'trend.before': periodNames,
    time: ['seconds', 'minutes', 'hours', 'days'],
    menu: [
      ...Object.keys(places),
      ...Object.values(places).flatMap((list) => list.map((place) => place.key)),
    ],
  };
  const missing = Object.entries(all).flatMap(([group, values]) =>
    values.map((value) => `${group}.${value}`),
  );
  expect([...new Set(missing)].filter((key) => !chinese.has(key))).toEqual([]);
});

test('every group that a screen builds keys of is in the dictionary', () => {
  const groups = new Set(
    [...chinese.keys()].flatMap((key) =>
      key.split('.').map((_part, index, parts) => parts.slice(0, index).join('.')),
    ),
  );
  const missing = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)]
      .map((match) => match[1] ?? '')
      .filter((group) => !groups.has(group))
      .map((group) => `${path}: ${group}`),
  );
  expect(missing).toEqual([]);
});

test('no screen has words of its own', () => {
  // Headers of registers are looked for in Chinese because registers are; the brand and the exercise are names.
  const allowed = /联防|演练|中文|\/\^?[^/]*[\u3400-\u9fff][^/]*\/[a-z]*/g;
  const found = files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && han.test(line.replace(allowed, '')))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test('every value that “my tasks” puts into a key has its word', () => {
  const all: Record<string, readonly string[]> = {
    flag: verification.rowFlags,
    way: verification.ways,
    try: Object.keys(verification.Attempt.shape.result.def.entries),
    finding: verification.findings,
    wrong: verification.wrongData,
    deed: ['pending', 'waiting', 'held', 'refused', 'delivered'],
  };
  const missing = Object.entries(all).flatMap(([group, values]) =>
    values.map((value) => `${group}.${value}`),
  );
  expect(missing.length).toBeGreaterThan(30);
  expect(missing.filter((key) => !(key in tasksZh))).toEqual([]);
});

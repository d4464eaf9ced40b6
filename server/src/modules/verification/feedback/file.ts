import { problem } from '@lianfang/domain/kernel/problem.ts';
import { wallClock } from '@lianfang/domain/kernel/time.ts';
import type { PersonalFile } from '../../../kernel/exports/personalFile.ts';
import type { Cell } from '../../../kernel/imports/table.ts';
import { personalOf } from '../../../kernel/ledger/entryData.ts';
import type { Asked } from '../../../kernel/reads.ts';
import { areaNames } from '../../area/api.ts';
import { reasonsOf } from '../list/reasons.ts';
import { findList, sheetsOfList } from '../read/lists/store.ts';
import * as store from '../read/store.ts';
import * as told from '../read/story/store.ts';
import { evidenceWords, findingWords, stateWords, wayWords, wrongWords } from './words.ts';

/** Rows that are opened and written together. */
const TOGETHER = 500;

/** What stands beside the sender's own columns. */
const ADDED = [
  '核查状态',
  '核查结论',
  '核查时间',
  '核查方式',
  '核查依据',
  '核查说明',
  '现所在地',
  '核查单位',
  '联系次数',
  '办结时间',
  '备注（核查台）',
] as const;

/**
 * The answer to the sender of a list: its own file, in its own form, sheets, columns and order, every row of it, with what
 * was found beside it; at any moment. Rows that were held or stand twice are in it like every other.
 */
export const feedbackFile: PersonalFile = { who: ['verification_desk'], write };

async function write(asked: Asked, id: string, path: string): Promise<string> {
  const { deps, county } = asked;
  const list = await findList(deps.pool, county, id);
  if (list === undefined) throw problem('not_found', { what: 'list' });
  const sheets = await sheetsOfList(deps.pool, county, id);
  const heads = await personalOf(deps, county, idsOf(sheets));
  // Loaded when there is something to write: what writes workbooks is large.
  const { createTableWriter } = await import('../../../kernel/imports/tableWriter.ts');
  const writer = createTableWriter(path, list.format);
  for (const { id: entry, sheet, columns } of sheets) {
    const { titles = [], header = [] } = (heads.get(entry) ?? {}) as { titles?: Cell[][]; header?: Cell[][] };
    const width = Math.max(
      0,
      ...header.map((cells) => cells.length),
      ...columns.map(({ column }) => column + 1),
    );
    writer.sheet(sheet);
    for (const cells of titles) await writer.row(cells);
    // Of a header in two rows the lower one names the columns.
    const named = header.length > 0 ? header : [columns.map(({ header: word }) => word)];
    for (const [index, cells] of named.entries())
      await writer.row(index === named.length - 1 ? beside(cells, width, [...ADDED]) : cells);
    for (let after = 0; ; ) {
      const rows = await store.rowsInOrder(deps.pool, county, id, sheet, after, TOGETHER);
      for (const cells of await answersTo(asked, rows, width)) await writer.row(cells);
      const last = rows.at(-1);
      if (last === undefined || rows.length < TOGETHER) break;
      after = last.row;
    }
  }
  await writer.close();
  return list.name.replace(/(\.[^.]*)?$/, '-反馈$1');
}

function beside(cells: readonly Cell[], width: number, added: readonly Cell[]): Cell[] {
  return [...cells, ...Array<Cell>(Math.max(0, width - cells.length)).fill(null), ...added];
}

async function answersTo(
  { deps, county }: Asked,
  rows: readonly store.RowRecord[],
  width: number,
): Promise<Cell[][]> {
  // What stands for a row that repeats another one was found about that one.
  const originals = new Map(
    (
      await store.rowsById(
        deps.pool,
        county,
        rows.flatMap(({ duplicate_of: of }) => (of === null ? [] : [of])),
      )
    ).map((row) => [row.id, row]),
  );
  const of = (row: store.RowRecord) => originals.get(row.duplicate_of ?? '') ?? row;
  const findings = new Map(
    (await told.findingsOf(deps.pool, county, [...new Set(rows.map((row) => of(row).id))])).map((finding) => [
      finding.id,
      finding,
    ]),
  );
  const said = await personalOf(deps, county, idsOf([...rows, ...findings.values()]));
  const names = await areaNames(
    deps.pool,
    [
      ...rows.map((row) => of(row).place),
      ...[...findings.values()].flatMap((f) => [f.moved_to, f.right_area]),
    ].filter((code): code is string => code !== null),
  );
  return rows.map((row) => {
    const { cells = [] } = (said.get(row.id) ?? {}) as { cells?: Cell[] };
    const original = of(row);
    const finding = original.finding === null ? undefined : findings.get(original.finding);
    return beside(cells, width, answer(row, original, finding, said.get(finding?.id ?? '') ?? {}, names));
  });
}

function answer(
  row: store.RowRecord,
  original: store.RowRecord,
  finding: told.FindingRecord | undefined,
  personal: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): Cell[] {
  const place = finding?.moved_to ?? finding?.right_area ?? original.place;
  return [
    row.state === 'duplicate'
      ? `${stateWords.duplicate}（${stateWords[original.state]}）`
      : stateWords[row.state],
    finding === undefined ? null : findingWords[finding.finding],
    finding === undefined ? null : wallClock(finding.at),
    finding === undefined ? null : wayWords[finding.how],
    finding === undefined ? null : finding.evidence.map((type) => evidenceWords[type] ?? type).join('、'),
    finding === undefined ? null : explained(finding, personal),
    [place === null ? undefined : (names.get(place) ?? place), addressOf(personal)]
      .filter(Boolean)
      .join(' ') || null,
    original.unit_name,
    original.attempts + (finding?.attempts.length ?? 0) || null,
    original.ended_at === null ? null : wallClock(original.ended_at),
    remarkOf(row, original),
  ];
}

/** What was said of a finding, in one cell. A travel history that was not told is the person's statement, nobody's verdict. */
function explained(finding: told.FindingRecord, personal: Readonly<Record<string, unknown>>): string | null {
  const { handedTo, note, concealed } = personal as {
    handedTo?: string;
    note?: string;
    concealed?: { statement?: string };
  };
  const parts = [
    handedTo && `移交：${handedTo}`,
    finding.wrong.length > 0 && `有误：${finding.wrong.map((what) => wrongWords[what] ?? what).join('、')}`,
    ...finding.attempts.map(({ at, how }) => `${wallClock(at)} ${wayWords[how]}未果`),
    concealed?.statement && `本人陈述的行程：${concealed.statement}`,
    note,
  ];
  return parts.filter(Boolean).join('；') || null;
}

function addressOf(personal: Readonly<Record<string, unknown>>): string | undefined {
  const { movedTo, right } = personal as { movedTo?: { address?: string }; right?: { address?: string } };
  return movedTo?.address ?? right?.address;
}

function remarkOf(row: store.RowRecord, original: store.RowRecord): string | null {
  const parts = [
    row.state === 'duplicate' &&
      (row.list === original.list
        ? `与本名单第 ${original.row} 行相同`
        : `与以往名单（${original.sender}）相同`),
    original.contested && '有不一致的结论，待核查台认定',
    reasonsOf(row.flags, row.held),
  ];
  return parts.filter(Boolean).join('；') || null;
}

function idsOf(records: readonly { readonly id: string }[]): string[] {
  return records.map(({ id }) => id);
}

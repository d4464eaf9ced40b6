import { problem } from '@lianfang/domain/kernel/problem.ts';
import { countyDay } from '@lianfang/domain/kernel/time.ts';
import { placeOf } from '@lianfang/domain/modules/verification/rules.ts';
import type { ListField, Placing } from '@lianfang/domain/modules/verification/schema.ts';
import { listFields } from '@lianfang/domain/modules/verification/schema.ts';
import { inTransaction } from '../../../kernel/db/pool.ts';
import { headerKey } from '../../../kernel/imports/cells.ts';
import { giveWay } from '../../../kernel/imports/giveWay.ts';
import { columnLetters } from '../../../kernel/imports/header.ts';
import type { Found, Importer, Importing } from '../../../kernel/imports/importer.ts';
import { createSeenRows } from '../../../kernel/imports/seenRows.ts';
import type { Table } from '../../../kernel/imports/table.ts';
import { tellOfOrigin } from '../../../kernel/tasks/telling.ts';
import { openResolver, type Resolver } from '../../area/api.ts';
import { type Owners, ownersOf } from '../units/store.ts';
import {
  atOf,
  idOf,
  listEntry,
  listId,
  type Ready,
  rowEntry,
  rowId,
  sheetEntry,
  startOf,
} from './entries.ts';
import { type Finding, newFinding } from './found.ts';
import { listOptions } from './options.ts';
import { reasonsOf } from './reasons.ts';
import * as store from './store.ts';
import { type ListItem, type ListOptions, type ListSheet, understandList } from './understand.ts';

/** Rows that are resolved, delivered and committed together. */
const TOGETHER = 1000;
/** Rows of the first batch, so that the database has something to do soon; each has twice as many as the one before it. */
const FIRST = 125;
/** Batches that are on their way at once. */
const UNDERWAY = 2;

/** Lists of people that another agency sends to be found: workbook or CSV, a row a person. */
export const listImporter: Importer = {
  kind: 'lists',
  who: ['verification_desk'],
  fields: listFields,
  options: listOptions,
  run: (importing, table, dry) => (dry ? check(importing, table) : take(importing, table)),
  writeErrors,
};

type Reading = {
  readonly importing: Importing;
  readonly resolver: Resolver;
  readonly owners: Owners;
  readonly found: Finding;
};

async function take(importing: Importing, table: Table): Promise<Found> {
  const corrects = await correctedOf(importing);
  const reading = await newReading(importing);
  const list = listId(importing);
  await demandApplied(importing, [listEntry(importing, list, table.format)]);
  // One that was cut off goes on: what it has taken is left out, which the ledger would find out at greater length.
  const resumed = await store.hasRows(importing.deps.pool, importing.county, list);
  const underway: Promise<void>[] = [];
  let rows = 0;
  // While one batch is in the database the next is being made ready, and the one after it read.
  await eachBatch(importing, table, reading, async (batch, sheets) => {
    while (underway.length >= UNDERWAY) await underway.shift();
    rows += batch.length;
    const done = rows;
    const sent = deliver(importing, list, batch, sheets, resumed).then(() => importing.progress(done));
    sent.catch(() => undefined);
    underway.push(sent);
  });
  for (const sent of underway) await sent;
  if (corrects !== undefined)
    await demandApplied(
      importing,
      [
        {
          id: idOf(importing, 'corrects'),
          kind: 'verification.list.corrected',
          at: atOf(importing),
          data: { list: corrects, by: list },
        },
      ],
      // Withdrawn while this one was read: nothing of it is open any more, and what was read is here.
      'verification.list_ended',
    );
  await tellOwners(importing, list);
  return reading.found.result(await store.outcomes(importing.deps.pool, importing.county, list));
}

/** Tells whoever has rows of the list now, once, however often the import was cut off on its way here. */
async function tellOwners({ deps, county, by }: Importing, list: string): Promise<void> {
  const at = new Date(deps.now()).toISOString();
  await inTransaction(deps.pool, async (client) => {
    if (await store.markTold(client, county, list, at))
      await tellOfOrigin({ client, county }, list, { actor: by, at });
  });
}

/** What taking the file now would come to; nothing is written. */
async function check(importing: Importing, table: Table): Promise<Found> {
  await correctedOf(importing);
  const reading = await newReading(importing);
  const seen = createSeenRows();
  const counts: store.Outcomes = { taken: 0, held: 0, duplicate: 0, unplaced: 0, byArea: {} };
  await eachBatch(importing, table, reading, async (batch) => {
    const known = await store.rowsOfKeys(
      importing.deps.pool,
      importing.county,
      batch.map(({ key }) => key),
    );
    for (const { key, item, place } of batch) {
      const hex = key.toString('hex');
      if (known.has(hex) || seen.firstOf(hex, 0, item.row) !== undefined) counts.duplicate += 1;
      else if (item.held !== undefined) counts.held += 1;
      else {
        counts.taken += 1;
        const area = placeOf(place, importing.county)?.slice(0, 9);
        if (area === undefined) counts.unplaced += 1;
        else counts.byArea[area] = (counts.byArea[area] ?? 0) + 1;
      }
    }
  });
  return reading.found.result(counts);
}

/**
 * The list that this one sets right. Throws `not_found` for one that there is not and `conflict` for one that has been
 * withdrawn or set right before, so that nothing of the file is taken then.
 */
async function correctedOf(importing: Importing): Promise<string | undefined> {
  const { corrects } = importing.options.given ?? {};
  if (corrects === undefined || corrects === '') return undefined;
  const end = await store.endOf(importing.deps.pool, importing.county, corrects);
  if (end === undefined) throw problem('not_found', { what: 'list' });
  // An import that goes on may have come so far itself.
  if (end.ended !== null && end.ended_by !== listId(importing))
    throw problem('conflict', { state: end.ended });
  return corrects;
}

async function newReading(importing: Importing): Promise<Reading> {
  return {
    importing,
    resolver: await openResolver(importing.deps, importing.county),
    owners: await ownersOf(importing.deps.pool, importing.county),
    found: newFinding(),
  };
}

async function eachBatch(
  importing: Importing,
  table: Table,
  reading: Reading,
  work: (batch: readonly Ready[], sheets: readonly ListSheet[]) => Promise<void>,
): Promise<void> {
  let batch: Ready[] = [];
  let sheets: ListSheet[] = [];
  let enough = FIRST;
  for await (const item of understandList(table, optionsOf(importing))) {
    reading.found.note(item);
    if (item.kind === 'sheet') sheets.push(item);
    if (item.kind !== 'row') continue;
    batch.push(readyOf(reading, item));
    await giveWay(batch.length);
    if (batch.length >= enough) {
      await work(batch, sheets);
      enough = Math.min(enough * 2, TOGETHER);
      [batch, sheets] = [[], []];
    }
  }
  if (batch.length > 0 || sheets.length > 0) await work(batch, sheets);
}

function readyOf({ importing, resolver, owners }: Reading, item: ListItem): Ready {
  const { vault } = importing.deps;
  const place = placingOf(resolver, item.said.address);
  const area = item.held === undefined ? placeOf(place, importing.county) : undefined;
  // A row of which nobody can be known is the same row only where it stands in the same file.
  const same = item.held === undefined ? item.same : `${importing.sha256}|${item.sheet}|${item.row}`;
  return {
    item,
    key: vault.contentDigest(`${importing.county}|list|${same}`),
    place,
    unit: (area === undefined ? undefined : owners.unitOf(area)) ?? owners.desk,
  };
}

function placingOf(resolver: Resolver, address: string | undefined): Placing {
  if (address === undefined) return { level: 0, confidence: 0, why: ['not_named'], candidates: [] };
  const { code, level, confidence, why, candidates } = resolver.resolve(address);
  return {
    ...(code !== undefined && { code }),
    level,
    confidence,
    why: [...why],
    // What was certain enough needs no second guess.
    candidates: candidates.slice(0, 5).map((one) => ({ ...one, why: [...one.why] })),
  };
}

async function deliver(
  importing: Importing,
  list: string,
  batch: readonly Ready[],
  sheets: readonly ListSheet[],
  resumed: boolean,
): Promise<void> {
  const rows = batch.map((ready) => ({ id: rowId(importing, ready), ready }));
  const known = resumed
    ? await store.rowsThere(
        importing.deps.pool,
        importing.county,
        rows.map(({ id }) => id),
      )
    : new Set<string>();
  const at = atOf(importing);
  await demandApplied(importing, [
    ...sheets.map((sheet) => sheetEntry(importing, list, sheet)),
    ...rows.filter(({ id }) => !known.has(id)).map(({ id, ready }) => rowEntry(at, list, id, ready)),
  ]);
}

/** An import that goes on brings what is there already once more, and gets the same answer. */
async function demandApplied(
  importing: Importing,
  entries: readonly object[],
  unless?: string,
): Promise<void> {
  for (const answer of await importing.deliver(entries)) {
    if (answer.status === 'applied' || (unless !== undefined && answer.reason?.split(':')[0] === unless))
      continue;
    importing.deps.log.error(
      { import: importing.id, reason: answer.reason },
      'an entry of a list was refused',
    );
    throw problem('server.fault', { import: importing.id });
  }
}

function optionsOf(importing: Importing): ListOptions {
  // What was explained before goes by header word; what is set for this file goes by column.
  const byHeader = Object.fromEntries(
    Object.entries(importing.mapping).map(([header, field]) => [headerKey(header), field as ListField]),
  );
  const byColumn = Object.fromEntries(
    Object.values(importing.options.columns ?? {}).flatMap((columns) =>
      Object.entries(columns).map(([column, field]) => [
        `#${columnLetters(Number(column))}`,
        field as ListField,
      ]),
    ),
  );
  return { mapping: { ...byHeader, ...byColumn }, receivedOn: countyDay(startOf(importing)) };
}

/** The sender's own file with the rows that are to be corrected and why. */
async function writeErrors(importing: Importing, table: Table, path: string): Promise<number> {
  // Loaded when there is one to write: what writes workbooks is large.
  const { createErrorFile } = await import('../../../kernel/imports/errorFile.ts');
  const file = createErrorFile(path, table.format);
  for await (const item of understandList(table, optionsOf(importing))) {
    if (item.kind === 'sheet')
      file.sheet({
        sheet: item.sheet,
        columns: item.header.columns,
        titles: item.titles,
        header: item.headerRows,
      });
    if (item.kind !== 'row') continue;
    const reason = reasonsOf(item.flags, item.held);
    if (reason !== '') await file.add(item.cells, reason);
  }
  return file.close();
}

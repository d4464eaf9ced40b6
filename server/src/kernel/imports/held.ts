import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { recordReveal } from '../access/log.ts';
import type { HeldBack, Importing } from './importer.ts';
import { getFile, type ImportTools, importerOf, importingOf, type Who } from './importing.ts';
import * as store from './store.ts';

/** What a held row says, opened for correction. The opening is logged. */
export async function openHeld(
  tools: ImportTools,
  who: Who,
  id: string,
  why: string,
): Promise<{ cells: Record<string, string> }> {
  const held = await getHeld(tools, who.county, id);
  await recordReveal(tools.deps, who.county, { by: who.account, purpose: 'correction', why, entries: [id] });
  const whole = (await tools.deps.vault.open(who.county, id, held.sealed)) as {
    cells?: Record<string, string>;
  };
  return { cells: whole.cells ?? {} };
}

/** Takes a held row as somebody corrected it, or puts it aside for good. */
export async function settleHeld(
  tools: ImportTools,
  who: Who,
  id: string,
  end: { cells: Readonly<Record<string, string>> } | { dismiss: true },
): Promise<{ state: string; reason?: string; entry?: string }> {
  const { deps } = tools;
  const held = await getHeld(tools, who.county, id);
  if (held.state !== 'open') throw problem('conflict', { state: held.state });
  if ('dismiss' in end) {
    await store.settleHeldRow(deps.pool, who.county, id, 'dismissed', undefined);
    return { state: 'dismissed' };
  }
  const file = await getFile(tools, who.county, held.import);
  const importing = await importingOf(tools, who.county, { ...file, by: who.account });
  const whole = await deps.vault.open(who.county, id, held.sealed);
  const { correct } = importerOf(tools, file.kind);
  if (correct === undefined) throw problem('conflict', { kind: file.kind });
  const result = await correct(importing, { sheet: held.sheet, row: held.row, whole }, end.cells);
  if ('reason' in result) return { state: 'open', reason: result.reason };
  await store.settleHeldRow(deps.pool, who.county, id, result.state, result.entry);
  return result;
}

/** Keeps rows back, sealed. The id comes from file, sheet and row: a second run keeps the same row once. */
export async function keepBack(importing: Importing, held: readonly HeldBack[]): Promise<void> {
  const { deps, county, id: file } = importing;
  const now = deps.now();
  const seal = await deps.vault.sealer(county, now);
  await store.keepHeld(
    deps.pool,
    county,
    file,
    new Date(now).toISOString(),
    held.map((row) => {
      const id = uuidv7(0, deps.vault.contentDigest(`held|${file}|${row.sheet}|${row.row}`));
      return { ...row, id, sealed: seal(id, row.whole) };
    }),
  );
}

/** The family of files that a held row comes from. */
export async function kindOfHeld(tools: ImportTools, county: string, id: string): Promise<string> {
  return (await getFile(tools, county, (await getHeld(tools, county, id)).import)).kind;
}

async function getHeld({ deps }: ImportTools, county: string, id: string): Promise<store.HeldRow> {
  const held = await store.findHeld(deps.pool, county, id);
  if (held === undefined) throw problem('not_found', { what: 'held_row' });
  return held;
}

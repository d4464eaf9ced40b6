import type { ImportCounts } from '@lianfang/domain/kernel/importReads.ts';
import { maskName } from '../../../kernel/access/masks.ts';
import type { Found, Preview, Warned } from '../../../kernel/imports/importer.ts';
import type { Outcomes } from './store.ts';
import type { ListUnderstood } from './understand.ts';

const MOST_WARNINGS = 500;
const MOST_PREVIEW = 60;

export type Finding = ReturnType<typeof newFinding>;

/** Gathers what a file is understood as, without anything that says who somebody is. */
export function newFinding() {
  const sheets = new Map<string, Found['sheets'][number]>();
  const warnings: Warned[] = [];
  const preview: Preview[] = [];
  const flagged: Record<string, number> = {
    normalised: 0,
    idDamaged: 0,
    idDoubtful: 0,
    idOld: 0,
    phoneMissing: 0,
  };
  const words: Record<string, string> = {
    normalised: 'normalised',
    id_damaged: 'idDamaged',
    id_doubtful: 'idDoubtful',
    id_old: 'idOld',
    phone_missing: 'phoneMissing',
    date_unreadable: 'dateUnreadable',
  };
  let rows = 0;
  return {
    note(item: ListUnderstood) {
      if (item.kind === 'sheet') {
        sheets.set(item.sheet, {
          sheet: item.sheet,
          rows: 0,
          columns: item.header.columns.map(({ column, header, field }) => ({ column, header, field })),
          headerRow: item.header.rows.at(-1) as number,
        });
      } else if (item.kind === 'sheetEnd') {
        const sheet = sheets.get(item.sheet);
        if (sheet !== undefined) sheets.set(item.sheet, { ...sheet, rows: item.rows });
      } else if (item.kind === 'warning') {
        const { sheet, row, code, detail } = item;
        if (warnings.length < MOST_WARNINGS)
          warnings.push({ sheet, ...(row !== undefined && { row }), code, detail });
      } else {
        rows += 1;
        if (item.held === undefined)
          for (const flag of item.flags) {
            const word = words[flag];
            if (word !== undefined) flagged[word] = (flagged[word] ?? 0) + 1;
          }
        if (preview.length < MOST_PREVIEW)
          preview.push({
            sheet: item.sheet,
            row: item.row,
            notes: [...(item.held === undefined ? [] : [item.held]), ...item.flags],
            ...(item.said.name !== undefined && { name: maskName(item.said.name) }),
          });
      }
    },
    result({ taken, held, duplicate, byArea, unplaced }: Outcomes): Found {
      const counts: ImportCounts = {
        rows,
        taken,
        held,
        duplicate,
        passages: 0,
        flagged,
        byArea,
        unplaced,
      };
      return { counts, sheets: [...sheets.values()], warnings, preview };
    },
  };
}

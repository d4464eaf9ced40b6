import { type ShiftLabel, shiftLabels } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { Say } from '../../i18n/field/words.ts';

/** The words of a shift's label; a name of the county's own stands for itself. */
export function shiftWord(words: Say, label: string | undefined): string {
  return shiftLabels.includes(label as ShiftLabel)
    ? words(`shift.label.${label as ShiftLabel}`)
    : (label ?? '');
}

import { type ShiftLabel, shiftLabels } from '@lianfang/domain/modules/checkpoint/schema.ts';
import type { TFunction } from 'i18next';

/** The words of a shift's label; a name of the county's own stands for itself. */
export function shiftWord(t: TFunction, label: string): string {
  return shiftLabels.includes(label as ShiftLabel) ? t(`shiftLabel.${label}`) : label;
}

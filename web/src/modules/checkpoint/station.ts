import type { Id } from '@lianfang/domain/kernel/ids.ts';
import { checkpointEntries } from '@lianfang/domain/modules/checkpoint/schema.ts';
import { type Keeping, type Kept, keepEntry, type NotKept, type Workplace } from '../../kernel/capture.ts';

/** Where a crew works: the phone with its author, and the shift that is open on it. */
export type Station = Workplace & {
  /** The entry of the open shift; undefined only in an emergency without a store. */
  readonly shift: Id | undefined;
};

/** Keeps one entry of the checkpoint's kinds. */
export function keep(
  station: Station,
  kind: keyof typeof checkpointEntries,
  data: unknown,
  options: Keeping = {},
): Promise<Kept | NotKept> {
  return keepEntry(station, checkpointEntries, kind, data, options);
}

import type { TFunction } from 'i18next';
import type { ReadResult } from '../../../kernel/api.ts';
import { Mark } from '../../../ui/desk/Page.tsx';

export type ImportRow = ReadResult<'import.list'>['imports'][number];

const tones = {
  checking: 'quiet',
  checked: 'warn',
  committing: 'quiet',
  committed: 'good',
  failed: 'danger',
  discarded: 'quiet',
} as const;

export function ImportState({ state, t }: { state: ImportRow['state']; t: TFunction }) {
  return <Mark tone={tones[state]}>{t(`importState.${state}`)}</Mark>;
}

/** Whether the server is at work on it, so that it is to be asked again soon. */
export const isWorking = (state: ImportRow['state'] | undefined) =>
  state === 'checking' || state === 'committing';

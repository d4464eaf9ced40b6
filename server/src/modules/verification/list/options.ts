import { Instant } from '@lianfang/domain/kernel/entry.ts';
import { Id } from '@lianfang/domain/kernel/ids.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';

/**
 * What is said beside a list: its sender, its deadline (an instant, or `+24` hours from now; one that has passed is taken,
 * and its rows are overdue at once), its priority (1 to 3, else 2) and the list that it sets right.
 * Throws `request.malformed` with the names of what is missing or wrong.
 */
export function listOptions(given: Readonly<Record<string, string>>, now: number): Record<string, string> {
  const sender = (given.sender ?? '')
    .normalize('NFC')
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  const due = dueOf(given.due ?? '', now);
  const { priority = '2', corrects = '' } = given;
  const wrong = [
    ...(sender === '' || sender.length > 64 ? ['sender'] : []),
    ...(due === undefined ? ['due'] : []),
    ...(/^[123]$/.test(priority) ? [] : ['priority']),
    ...(corrects === '' || Id.safeParse(corrects).success ? [] : ['corrects']),
  ];
  if (wrong.length > 0 || due === undefined) throw problem('request.malformed', { fields: wrong });
  return { sender, due, priority, ...(corrects !== '' && { corrects }) };
}

function dueOf(text: string, now: number): string | undefined {
  const hours = /^\+(\d{1,4})h?$/.exec(text.trim())?.[1];
  if (hours !== undefined) return new Date(now + Number(hours) * 3_600_000).toISOString();
  const { success, data } = Instant.safeParse(text.trim());
  return success && !Number.isNaN(Date.parse(data)) ? new Date(data).toISOString() : undefined;
}

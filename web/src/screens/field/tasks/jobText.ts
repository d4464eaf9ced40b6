import { taskKinds } from '@lianfang/domain/tasks.ts';
import type { SayTask } from '../../../i18n/field/tasks/words.ts';
import { language } from '../../../i18n/field/words.ts';
import type { Tried } from '../../../modules/verification/findingDraft.ts';
import type { Job } from './useBoard.ts';

/** What a task is called in the list: the person's name, a directive's title. */
export function jobTitle(job: Job, words: SayTask): string {
  if (job.kind === 'verification.row') return job.row?.personal?.name ?? words('mark.nameless');
  return job.directive?.title ?? kindTitle(job.kind);
}

/** Where it is to be done. */
export function jobPlace(
  job: Job,
  words: SayTask,
  near?: { countyName: string; unit?: { name: string } | undefined },
): string {
  if (job.kind !== 'verification.row') return kindTitle(job.kind);
  const address = job.row?.personal?.address;
  if (address === undefined) return job.areaName ?? words('mark.noAddress');
  return near === undefined ? address : nearBy(address, [near.countyName, near.unit?.name ?? '']);
}

export function kindTitle(kind: string): string {
  return taskKinds[kind as keyof typeof taskKinds]?.title[language.get()] ?? kind;
}

/** What may stand in front of a county: its province and city, or nothing. */
const above = /^([^市州盟]{2,8}?(省|自治区))?(.{2,8}?(市|州|盟|地区))?$/;

/** An address without what goes without saying here: 陕西省宝鸡市凤县双石铺镇草店村2组 → 草店村2组. */
export function nearBy(address: string, said: readonly string[]): string {
  let rest = address;
  for (const name of said) {
    const at = name === '' ? -1 : rest.indexOf(name);
    const isFirst = at >= 0 && above.test(rest.slice(0, at));
    if (isFirst && rest.length > at + name.length) rest = rest.slice(at + name.length);
  }
  return rest;
}

/** Whether what somebody types finds the task: name, address, phone, village. */
export function matches({ row, areaName, directive }: Job, text: string): boolean {
  const key = text.trim().toLowerCase();
  if (key === '') return true;
  const { name, phone, address, document } = row?.personal ?? {};
  return [name, phone, address, document, areaName, directive?.title].some((value) =>
    value?.toLowerCase().includes(key),
  );
}

/** Everything that was tried, told by the server or noted here since, the oldest first. */
export function attemptsOf({ row, deeds }: Pick<Job, 'row' | 'deeds'>): Tried[] {
  const here = deeds.flatMap(({ what, how, code, due }) =>
    what === 'attempt'
      ? [{ at: new Date(due ?? 0).toISOString(), how: how as Tried['how'], result: code as Tried['result'] }]
      : [],
  );
  return [...(row?.attempts ?? []), ...here].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

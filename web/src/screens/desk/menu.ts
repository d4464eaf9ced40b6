import type { Role } from '@lianfang/domain/kernel/access.ts';
import type { Session } from '../../modules/access/desk/session.tsx';

const desk = ['checkpoint_lead', 'data_desk', 'signer', 'commander'] as const;
const verifiers = ['verification_desk', 'task_force_lead', 'commander', 'signer'] as const;
/** Who sees how lists stand and which rows a figure counts: the data desk too, for the report. */
const readers = [...verifiers, 'data_desk'] as const;
const workers = [...desk, 'unit_lead', 'verification_desk', 'task_force_lead'] as const;
const admins = ['system_admin', 'security_admin', 'auditor'] as const;

export type Place = { readonly path: string; readonly key: string; readonly who: readonly Role[] };

/** Where each role may go, in the order of the work. The server says no by itself; this only spares people the way. */
export const places = {
  watch: [
    { path: '/overview', key: 'overview', who: desk },
    { path: '/records', key: 'records', who: desk },
    { path: '/drill', key: 'drill', who: desk },
    { path: '/fevers', key: 'fevers', who: desk },
    { path: '/delivery', key: 'delivery', who: [...desk, ...admins] },
  ],
  verify: [
    { path: '/lists', key: 'lists', who: readers },
    { path: '/rows', key: 'rows', who: [...readers, 'unit_lead'] },
    { path: '/tray', key: 'tray', who: ['verification_desk', 'task_force_lead'] },
    { path: '/decide', key: 'decide', who: ['verification_desk', 'task_force_lead'] },
    { path: '/people', key: 'people', who: ['verification_desk', 'task_force_lead', 'data_desk'] },
  ],
  command: [
    { path: '/mine', key: 'mine', who: workers },
    { path: '/tasks', key: 'tasks', who: workers },
    { path: '/response', key: 'response', who: workers },
    { path: '/directives', key: 'directives', who: workers },
    { path: '/duty', key: 'duty', who: workers },
    { path: '/directory', key: 'directory', who: [...workers, 'system_admin', 'security_admin'] },
  ],
  work: [
    { path: '/imports', key: 'imports', who: ['data_desk', 'checkpoint_lead'] },
    { path: '/reports', key: 'reports', who: [...desk, 'auditor'] },
    { path: '/definitions', key: 'definitions', who: [...desk, ...admins] },
  ],
  admin: [
    { path: '/accounts', key: 'accounts', who: admins },
    { path: '/units', key: 'units', who: [...admins, 'checkpoint_lead'] },
    { path: '/posts', key: 'posts', who: ['system_admin'] },
    { path: '/devices', key: 'devices', who: ['system_admin', 'security_admin', 'checkpoint_lead'] },
    { path: '/channels', key: 'channels', who: ['system_admin'] },
    { path: '/sessions', key: 'sessions', who: [...workers, ...admins] },
    { path: '/log', key: 'log', who: ['auditor', 'security_admin'] },
  ],
} as const satisfies Record<string, readonly Place[]>;

export type PlaceGroup = keyof typeof places;

export function placesFor(session: Session): [PlaceGroup, Place[]][] {
  return (Object.entries(places) as [PlaceGroup, readonly Place[]][])
    .map(([group, list]): [PlaceGroup, Place[]] => [group, list.filter((place) => session.has(place.who))])
    .filter(([, list]) => list.length > 0);
}

/** The page that someone's work begins on. */
export function homeOf(session: Session): string {
  return placesFor(session)[0]?.[1][0]?.path ?? '/sessions';
}

/** Whether someone's roles open a page of the menu. */
export function mayGo(session: Session, path: string): boolean {
  return Object.values(places)
    .flat()
    .some((place) => place.path === path && session.has(place.who));
}

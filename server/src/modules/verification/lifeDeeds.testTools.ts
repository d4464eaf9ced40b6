import type { Deed, DeedStep, Person } from './lifeSteps.testTools.ts';
import { type Room, visit } from './testTools.ts';

const outside = '610302000000';

/** Who mostly may do this. */
export const able: Record<Deed, readonly Person[]> = {
  place: ['verifier'],
  correct: ['verifier'],
  attempt: ['officer1', 'unitlead', 'officer2', 'verifier'],
  find: ['officer1', 'unitlead', 'officer2', 'officer1', 'verifier'],
  move: ['officer1', 'unitlead', 'officer2', 'verifier'],
  accept: ['officer1', 'officer2', 'unitlead'],
  hand_back: ['officer1', 'unitlead', 'officer2'],
  hand_over: ['verifier', 'taskforce'],
  ask_extension: ['officer1', 'unitlead', 'officer2'],
  grant_extension: ['verifier', 'taskforce'],
  settle: ['verifier', 'taskforce'],
  return: ['verifier'],
  reopen: ['verifier', 'taskforce'],
};

/** The entry that a deed makes of a row as it stands: undefined when there is nothing that it could be done to. */
export async function entryOf(
  room: Room,
  one: DeedStep,
  row: string,
): Promise<{ kind: string; data: object } | undefined> {
  const now = room.kit.clock.now;
  const due = new Date(now + (one.choice + 1) * 3_600_000).toISOString();
  const [standing] = await room.sql(
    `SELECT r.task, ARRAY(SELECT f.id FROM verification.finding f WHERE f.county = $1 AND f.row = r.id ORDER BY f.position) AS findings
     FROM verification.row r WHERE r.county = $1 AND r.id = $2`,
    [row],
  );
  const tasks = standing.task === null ? undefined : { tasks: [standing.task] };
  const how = one.call ? 'call' : 'visit';
  const attempts = [{ at: new Date(now - 60_000).toISOString(), how: 'call', result: 'no_answer' }];
  const finding = { kind: 'verification.finding.recorded' };
  switch (one.deed) {
    case 'place':
      return { kind: 'verification.row.placed', data: { row, area: one.area } };
    case 'correct':
      return {
        kind: 'verification.row.corrected',
        data: {
          row,
          name: '测试更正',
          phone: '19900009999',
          why: '来电更正',
          ...(one.call && { area: one.area }),
        },
      };
    case 'attempt':
      return { kind: 'verification.attempt.recorded', data: { row, ...attempts[0] } };
    case 'find':
      return {
        ...finding,
        data: visit(now, row, one.finding, {
          how,
          ...(one.finding === 'handed_to_observation' && { handedTo: '隔离点一' }),
          ...(one.finding === 'not_at_address' && { movedTo: { area: outside } }),
          ...(one.finding === 'outside_county' && { right: { area: outside } }),
          ...(one.finding === 'unreachable' && { attempts }),
          ...(one.finding === 'wrong_data' && { wrong: ['phone'] }),
        }),
      };
    case 'move':
      return { ...finding, data: visit(now, row, 'not_at_address', { how, movedTo: { area: one.area } }) };
    case 'settle': {
      const chosen = standing.findings[one.choice % Math.max(standing.findings.length, 1)];
      return chosen && { kind: 'verification.finding.settled', data: { row, finding: chosen } };
    }
    case 'return':
      return { kind: 'verification.row.returned', data: { row, reason: 'not_ours' } };
    case 'reopen':
      return { kind: 'verification.row.reopened', data: { row, why: '再看' } };
    case 'accept':
      return tasks && { kind: 'task.accepted', data: tasks };
    case 'hand_back':
      return tasks && { kind: 'task.returned', data: { ...tasks, reason: '不是本村的' } };
    case 'hand_over': {
      const unit = await unitOf(room, one.area);
      // To one of its people by name, where there is one.
      const [person] = await room.sql('SELECT id FROM access.account WHERE county = $1 AND unit = $2', [
        unit,
      ]);
      const account = one.call && person !== undefined ? { account: person.id } : {};
      if (tasks === undefined || unit === undefined) return undefined;
      return { kind: 'task.reassigned', data: { ...tasks, owner: { unit, ...account } } };
    }
    case 'ask_extension':
      return tasks && { kind: 'task.extension_asked', data: { ...tasks, due, reason: '还在路上' } };
    case 'grant_extension':
      return tasks && { kind: 'task.extension_granted', data: { ...tasks, due } };
  }
}

/** The unit of a township, undefined while there is none. */
export async function unitOf(room: Room, area: string): Promise<string | undefined> {
  const [unit] = await room.sql(
    'SELECT id FROM access.unit WHERE county = $1 AND area = $2 AND dissolved_at IS NULL ORDER BY created_at DESC LIMIT 1',
    [area],
  );
  return unit?.id;
}

/** The rows with which somebody can do what few rows are fit for: what is contested, what lies with his unit. */
export async function fittingRows(
  room: Room,
  deed: Deed,
  who: Person,
  rows: readonly string[],
): Promise<string[]> {
  const fit: Partial<Record<Deed, string>> = {
    settle: 'r.contested',
    accept: `t.state = 'open' AND t.unit = a.unit`,
    hand_back: `t.state IN ('open', 'accepted') AND t.unit = a.unit`,
  };
  if (fit[deed] === undefined) return [];
  const found = await room.sql(
    `SELECT r.id FROM verification.row r JOIN tasks.task t ON t.county = r.county AND t.id = r.task
     JOIN access.account a ON a.county = r.county AND a.name = $3 WHERE r.county = $1 AND r.id = ANY ($2::uuid[]) AND ${fit[deed]} ORDER BY r.id`,
    [rows, who],
  );
  return found.map(({ id }) => id);
}

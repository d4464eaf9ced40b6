// Every role against every kind of entry and every read, by the doors that they have. What is expected comes from the
// declarations of the domain; a new name is tried without anyone thinking of it, and a new kind of entry does not compile
// here until a sample of it is given.
import { randomBytes } from 'node:crypto';
import { type EntryName, entries } from '@lianfang/domain/entries.ts';
import { type Role, roles } from '@lianfang/domain/kernel/access.ts';
import type { EntryKind } from '@lianfang/domain/kernel/entry.ts';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { ReadKind } from '@lianfang/domain/kernel/read.ts';
import { reads } from '@lianfang/domain/reads.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPassage, type Call, COUNTY, type Desk, type Kit, openKit, type TestDevice } from './kit.ts';

const accounts: Record<Role, string> = {
  checkpoint_crew: 'crew1',
  checkpoint_lead: 'lead',
  community_officer: 'officer1',
  unit_lead: 'unitlead',
  verification_desk: 'verifier',
  task_force_lead: 'taskforce',
  data_desk: 'desk',
  signer: 'reviewer',
  commander: 'commander',
  system_admin: 'sysadmin',
  security_admin: 'secadmin',
  auditor: 'auditor',
};

const other = '01900000-0000-7000-8000-000000000001';
const aLevel = { level: 2, legalBasis: [{ source: '传染病防治法' }], measures: ['卡点查验'] };
const aTaskForce = {
  name: '查控专班',
  remit: '卡点查控',
  area: `${COUNTY}000000`,
  agencies: [],
  lead: other,
  deputies: [],
  members: [],
};
const samples: Record<EntryName, object> = {
  'access.revealed': { by: other, purpose: 'audit', why: '核对', entries: [other] },
  'access.changed': { by: other, what: 'account.add' },
  'ledger.released': { entry: other, why: 'person' },
  'import.committed': { import: other, file: '0'.repeat(64), rows: 1, taken: 1, held: 0, duplicate: 0 },
  'task.accepted': { tasks: [other] },
  'task.progress_reported': { tasks: [other], note: '已联系' },
  'task.finished': { tasks: [other], evidence: ['现场照片'] },
  'task.confirmed': { tasks: [other] },
  'task.sent_back': { tasks: [other], reason: '请补充' },
  'task.returned': { tasks: [other], reason: '不在本辖区' },
  'task.reassigned': { tasks: [other], owner: { unit: other } },
  'task.extension_asked': { tasks: [other], due: '2026-11-23T00:00:00Z', reason: '路途较远' },
  'task.extension_granted': { tasks: [other], due: '2026-11-23T00:00:00Z' },
  'task.extension_refused': { tasks: [other], reason: '时限不变' },
  'task.cancelled': { tasks: [other], reason: '重复' },
  'task.reopened': { tasks: [other], due: '2026-11-23T00:00:00Z', reason: '复核' },
  'task.settled': { tasks: [other], ending: other },
  'task.escalated': { steps: [{ task: other, step: 1, level: 'unit_lead' }] },
  'task.duty_planned': {
    duties: [{ account: other, from: '2026-11-22T00:00:00Z', until: '2026-11-22T12:00:00Z' }],
  },
  'task.duty_ended': { duties: [{ account: other, from: '2026-11-22T00:00:00Z' }] },
  'task.substitute_named': {
    account: other,
    substitute: '01900000-0000-7000-8000-000000000002',
    from: '2026-11-22T00:00:00Z',
    until: '2026-11-22T12:00:00Z',
  },
  'checkpoint.post.defined': {
    code: 'CP9',
    name: '临时卡点',
    type: 'other',
    area: `${COUNTY}000000`,
  },
  'checkpoint.shift.opened': { members: [{ agency: 'police', count: 2 }] },
  'checkpoint.shift.closed': { shift: other },
  'checkpoint.passage.registered': aPassage(),
  'checkpoint.passage.corrected': { corrects: other, passage: aPassage(), why: '录错' },
  'checkpoint.passage.voided': { voids: other, why: '录错' },
  'checkpoint.fever.ended': { passage: other, person: 0, outcome: 'normal_on_remeasure' },
  'verification.list.received': {
    import: other,
    sender: '市疾控中心',
    name: '名单.xlsx',
    due: '2026-11-23T00:00:00Z',
    priority: 2,
    format: { type: 'xlsx' },
  },
  'verification.sheet.received': {
    list: other,
    sheet: '名单',
    headerRows: [1],
    columns: [],
    titles: [],
    header: [],
  },
  'verification.row.received': {
    list: other,
    sheet: '名单',
    row: 2,
    flags: [],
    key: '0'.repeat(32),
    place: { level: 0, confidence: 0, why: [], candidates: [] },
    unit: other,
    cells: [],
  },
  'verification.row.placed': { row: other, area: `${COUNTY}100000` },
  'verification.row.corrected': { row: other, name: '测试人', why: '补填' },
  'verification.row.returned': { row: other, reason: 'not_ours' },
  'verification.row.reopened': { row: other, why: '再查' },
  'verification.attempt.recorded': {
    row: other,
    at: '2026-11-22T03:00:00Z',
    how: 'call',
    result: 'no_answer',
  },
  'verification.finding.recorded': {
    row: other,
    finding: 'found_in_order',
    at: '2026-11-22T03:00:00Z',
    how: 'visit',
    evidence: [{ type: 'seen' }],
  },
  'verification.finding.settled': { row: other, finding: other },
  'verification.list.withdrawn': { list: other, why: '发错' },
  'verification.list.corrected': { list: other, by: other },
  'people.linked': { subject: other, person: other },
  'people.unlinked': { subject: other, person: other },
  'people.merged': { into: other, from: '01900000-0000-7000-8000-000000000002' },
  'people.merge_undone': { merge: other },
  'people.suggestion_dismissed': { subject: other, other: '01900000-0000-7000-8000-000000000002' },
  'area.alias.learned': { text: '老街口', code: `${COUNTY}101000` },
  'area.alias.dropped': { learned: other },
  'report.compiled': { area: COUNTY, from: '2026-11-20T16:00:00Z', to: '2026-11-21T16:00:00Z' },
  'report.reviewed': { report: other },
  'report.approved': { report: other },
  'report.issued': { report: other },
  'report.returned': { report: other, remark: '请核对' },
  'response.activated': { ...aLevel, name: '演练', area: `${COUNTY}000000` },
  'response.level.changed': { ...aLevel, response: other, why: '升级' },
  'response.closed': {
    response: other,
    why: '结束',
    legalBasis: aLevel.legalBasis,
    checklist: ['collection_stopped', 'statutory_copies', 'exceptions_assessed'].map((code) => ({
      code,
      owner: { unit: other },
      dueAt: '2026-12-31T00:00:00Z',
    })),
  },
  'response.checklist.ticked': { response: other, item: other },
  'response.task_force.formed': { ...aTaskForce, response: other },
  'response.task_force.changed': { ...aTaskForce, taskForce: other },
  'response.task_force.dissolved': { taskForce: other, why: '撤销' },
  'response.directive.issued': {
    response: other,
    title: '查控',
    text: '加强夜间查控',
    addressees: [{ unit: other }],
    dueAt: '2026-12-31T00:00:00Z',
    priority: 2,
  },
  'response.meeting.held': {
    response: other,
    title: '调度会',
    heldAt: '2026-11-22T01:00:00Z',
    chair: other,
    units: [other],
    minutes: '听取汇报',
    decisions: [],
  },
  'response.leader.assigned': { response: other, account: other, areas: [], posts: ['CP1'] },
  'response.leader.ended': { assignment: other },
  'response.contact.set': { unit: other, phone: '0917-4760000' },
};

let kit: Kit;
let device: TestDevice;
const desks = new Map<Role, Desk>();

beforeAll(async () => {
  kit = await openKit();
  for (const role of roles) desks.set(role, await kit.desk(accounts[role]));
  device = await kit.device('CP1', 'crew1');
});
afterAll(() => kit.close());

/** Delivers one sample and tells whether the role was what it was refused for. */
async function denied(call: Call, kind: EntryName, more: object): Promise<boolean> {
  const entry = {
    id: uuidv7(kit.clock.now, randomBytes(10)),
    kind,
    at: new Date(kit.clock.now).toISOString(),
    post: 'CP1',
    data: samples[kind],
    ...more,
  };
  const { status, body } = await call('POST', '/api/entries', { entries: [entry] });
  expect(status).toBe(200);
  const [{ reason = '' }] = body.answers;
  expect(reason, `the sample of ${kind} is good`).not.toMatch(/^entry\.(data|malformed|kind)/);
  return reason === 'access.denied';
}

describe.each(roles)('%s', (role) => {
  it('makes the entries that are declared for it, and no other', async () => {
    const { call } = desks.get(role) as Desk;
    for (const [kind, { who }] of Object.entries(entries) as [EntryName, EntryKind][]) {
      expect([kind, await denied(call, kind, {})]).toEqual([kind, !who.includes(role)]);
    }
  });

  it('reads what is declared for it, and nothing else', async () => {
    const { call } = desks.get(role) as Desk;
    for (const [name, { who }] of Object.entries(reads) as [string, ReadKind][]) {
      const { status } = await call('POST', `/api/reads/${name}`, {});
      const may = who === 'anyone' || (who !== 'device' && who.includes(role));
      expect([name, status === 403]).toEqual([name, !may]);
      expect([name, status < 500 && status !== 401]).toEqual([name, true]);
    }
  });
});

it('a phone makes what its crew may make', async () => {
  for (const [index, [kind, { who }]] of (Object.entries(entries) as [EntryName, EntryKind][]).entries()) {
    const own = { device: device.device, seq: index + 1 };
    expect([kind, await denied(device.call, kind, own)]).toEqual([kind, !who.includes('checkpoint_crew')]);
  }
});

it('a phone reads what is declared for phones or its crew', async () => {
  for (const [name, { who }] of Object.entries(reads) as [string, ReadKind][]) {
    const { status } = await device.call('POST', `/api/reads/${name}`, {});
    const may = who === 'anyone' || who === 'device' || who.includes('checkpoint_crew');
    expect([name, status === 403]).toEqual([name, !may]);
  }
});

it('nobody in particular gets nothing but what anyone may read', async () => {
  for (const [name, { who }] of Object.entries(reads) as [string, ReadKind][]) {
    const { statusCode } = await kit.app.inject({ method: 'POST', url: `/api/reads/${name}`, payload: {} });
    expect([name, statusCode === 401]).toEqual([name, who !== 'anyone' || name === 'access.me']);
  }
  const { statusCode } = await kit.app.inject({
    method: 'POST',
    url: '/api/entries',
    payload: { entries: [] },
  });
  expect(statusCode).toBe(401);
});

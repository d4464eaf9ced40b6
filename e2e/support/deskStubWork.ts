import { answerCommand } from './deskStubCommand.ts';
import { ago, id, type Mood, type Params, posts, type Role } from './deskStubData.ts';
import { ahead, now, person, steps, unit, units } from './deskStubPeople.ts';

// Invented lists, tasks and persons for looking at the desk: much of everything, with names as
// long as they come.

const balance = (n: number) => {
  const [received, closed, returned, duplicate] = [900 + n * 37, 410 + n * 11, 23 + n, 61 + n * 2];
  return {
    received,
    closed,
    open: received - closed - returned - duplicate,
    returned,
    duplicate,
    overdue: n % 3 === 0 ? 107 : n % 4,
    unplaced: n % 2 === 0 ? 38 : 0,
    held: n % 5,
    contested: n % 4 === 0 ? 2 : 0,
  };
};
const names = [
  '宝鸡市关于1月4日渭滨区金渭大厦关联人员协查名单（第三批，含次密接及时空伴随人员）最终版.xlsx',
  '西安市推送人员1.5.xlsx',
  '公安大数据推送_0105_0240.csv',
  '高风险区来凤人员.xlsx',
];
const listRow = (n: number) => ({
  id: id(2000 + n),
  import: id(300 + n),
  sender: ['宝鸡市疫情防控指挥部协查组', '西安市', '县公安局', '省疾控'][n % 4],
  name: names[n % 4],
  at: ago(60 + n * 300),
  due: n % 3 === 0 ? ago(30) : ahead(1 + n * 5),
  priority: (n % 3) + 1,
  by: '郑协查',
  state: (['open', 'open', 'importing', 'closed', 'withdrawn', 'corrected'] as const)[n % 6],
  ...(n === 1 ? { corrects: id(2002) } : {}),
  balance: balance(n),
});
const findings = [
  'found_in_order',
  'handed_to_observation',
  'not_at_address',
  'outside_county',
  'unreachable',
  'refused',
  'wrong_data',
] as const;
const rowView = (n: number) => ({
  id: id(3000 + n),
  list: id(2000),
  sender: '宝鸡市疫情防控指挥部协查组',
  sheet: '人员名单（第三批）',
  row: n + 4,
  state: n % 9 === 8 ? 'closed' : n % 13 === 12 ? 'returned' : 'open',
  ...(n % 17 === 5 ? { held: 'nothing_identifying' } : {}),
  contested: n % 11 === 3,
  flags: n % 5 === 1 ? ['id_damaged', 'phone_missing'] : n % 7 === 2 ? ['normalised'] : [],
  ...(n % 17 === 5 ? {} : { name: ['王＊', '李＊＊', '买＊＊＊＊', '赵＊'][n % 4] }),
  ...(n % 6 === 4
    ? {}
    : { area: posts[n % 8]?.area, areaName: `${posts[n % 8]?.areaName}和平社区居民委员会`, ...unit(n) }),
  task: {
    id: id(4000 + n),
    state: n % 3 === 0 ? 'accepted' : 'open',
    due: n < 12 ? ago(200 - n * 15) : ahead(n / 6),
    light: n < 12 ? 'red' : n < 22 ? 'amber' : 'green',
    ...(n % 4 === 0 ? { account: person(2).account, accountName: person(n).display } : {}),
  },
  receivedAt: ago(900),
  due: n < 12 ? ago(200 - n * 15) : ahead(n / 6),
  overdue: n < 12,
  ...(n % 9 === 8 ? { finding: findings[n % 7], closedAt: ago(30) } : {}),
  concealed: n % 19 === 8,
  attempts: n % 4,
  ...(n % 3 === 0 ? { person: id(5000 + n) } : {}),
});
const candidate = (n: number) => ({
  code: posts[n % 8]?.area as string,
  name: `陕西省宝鸡市凤县${posts[n % 8]?.areaName}和平社区居民委员会`,
  level: 5,
  confidence: 0.72 - n * 0.11,
  why: ['similar_name', 'ambiguous'],
});
const kinds = [
  { kind: 'verification.row', title: { zh: '核查名单人员', en: 'Verify a person on a list' } },
  { kind: 'response.directive', title: { zh: '指挥部指令', en: 'Directive' } },
];
const taskRow = (n: number, group: string) => ({
  id: id(4000 + n),
  ...kinds[n % 5 === 4 ? 1 : 0],
  subject: id(3000 + n),
  origin: n % 5 === 4 ? { type: 'directive', id: id(6000) } : { type: 'list', id: id(2000) },
  area: posts[n % 8]?.area,
  areaName: posts[n % 8]?.areaName,
  owner: { ...unit(n), ...(n % 2 ? { account: person(n).account, accountName: person(n).display } : {}) },
  state: group === 'returned' ? 'returned' : n % 4 === 1 ? 'accepted' : 'open',
  light: n < 9 ? 'red' : n < 15 ? 'amber' : 'green',
  waitsFor: group === 'returned' || group === 'asked' ? 'issuer' : 'owner',
  priority: (n % 3) + 1,
  openedAt: ago(600 + n),
  dueAt: n < 9 ? ago(300 - n * 30) : ahead(n / 5),
  dueRule: 'list',
  ...(n < 6 ? { level: (['command_post', 'task_force_lead', 'unit_lead'] as const)[n % 3] } : {}),
  unheard: n === 0,
  contested: n === 3,
  ...(group === 'asked' || n === 7
    ? { asked: { due: ahead(12), reason: '三人在外省，预计今晚返县，已电话确认车次' } }
    : {}),
  ...(group === 'returned' ? { reason: '不在本镇，本人称住凤州镇' } : {}),
});
const part = (n: number, by: 'area' | 'unit') => ({
  key: by === 'area' ? (n === 8 ? '' : (posts[n]?.area as string)) : id(50 + n),
  name: by === 'area' ? posts[n]?.areaName : units[n],
  balance: balance(n % 5),
});
const boardRow = (n: number, by: unknown) => ({
  key:
    by === 'area'
      ? (posts[n % 8]?.area ?? '')
      : by === 'kind'
        ? (kinds[n % 2]?.kind ?? '')
        : by === 'age'
          ? ['1h', '4h', '24h', '72h', 'older'][n % 5]
          : id(50 + n),
  ...(by === 'area' || by === 'unit' ? { name: units[n] } : {}),
  received: 200 + n * 10,
  closed: 120 + n * 7,
  open: 75 + n * 3,
  returned: 5,
  waiting: 40,
  accepted: 30 + n * 3,
  done: 5,
  overdue: n % 3 === 0 ? 12 : 0,
  amber: n,
  contested: n % 5 === 0 ? 1 : 0,
  asked: n % 4,
  unheard: n === 0 ? 1 : 0,
});
const story = (n: number) => ({
  row: { ...rowView(n), contested: true, state: 'closed', finding: 'found_in_order', attempts: 3 },
  list: listRow(0),
  file: names[0],
  versions: [id(3000 + n)],
  placings: [
    {
      at: ago(900),
      entry: id(3000 + n),
      area: posts[0]?.area,
      areaName: '双石铺镇',
      unitName: '双石铺镇',
      confidence: 0.71,
      why: ['similar_name'],
      candidates: [candidate(0)],
    },
    {
      at: ago(700),
      by: '郑协查',
      entry: id(3900),
      areaName: '凤州镇',
      unitName: '凤州镇',
      why: [],
      candidates: [],
    },
  ],
  tasks: [id(4000 + n)],
  attempts: [0, 1, 2].map((one) => ({
    entry: id(3950 + one),
    at: ago(400 - one * 90),
    how: 'call',
    result: ['no_answer', 'switched_off', 'hung_up'][one],
    by: '段双石',
  })),
  findings: (['found_in_order', 'not_at_address'] as const).map((finding, one) => ({
    entry: id(3960 + one),
    finding,
    at: ago(120 - one * 30),
    recordedAt: ago(110 - one * 25),
    how: one === 0 ? 'visit' : 'call',
    by: one === 0 ? '段双石' : '买买提·吐尔逊江·阿卜杜热合曼',
    state: one === 0 ? 'stands' : 'rival',
    concealed: one === 0,
    evidence: one === 0 ? ['own_statement', 'document'] : ['call_log'],
    ...(one === 1 ? { movedTo: '凤州镇凤州村' } : {}),
    attempts: [],
    wrong: [],
  })),
  events: [{ entry: id(3970), at: ago(650), kind: 'verification.row.corrected', by: '郑协查' }],
  repeats: [id(3101)],
  others: [rowView(31), rowView(44)],
});
const suggestion = (n: number, dismissed: boolean) => ({
  subject: { type: 'row', id: id(3000 + n), area: posts[n % 8]?.area },
  other: { type: n % 2 ? 'passage' : 'row', id: id(3200 + n), area: posts[(n + 1) % 8]?.area },
  person: id(5000 + n),
  otherPerson: id(5100 + n),
  score: 85 - n,
  parts: [
    { part: 'phone_same', points: 35 },
    { part: 'name_same', points: 25 },
    { part: 'born_differs', points: -20 },
  ],
  why: { zh: '电话相同；姓名相同；出生日期不同', en: 'same phone; same name; different birth dates' },
  at: ago(30 + n),
  ...(dismissed ? { dismissed: { by: '郑协查', at: ago(5) } } : {}),
});

/** What the stub answers to the reads of lists, tasks, the response, persons and messages; undefined for any other. */
export function answerWork(name: string, params: Params, role: Role, mood: Mood): unknown {
  const none = mood === 'none';
  const some = <T>(n: number, one: (index: number) => T): T[] =>
    none ? [] : Array.from({ length: n }, (_, i) => one(i));
  const number = (text: unknown, from: number) => Number.parseInt(String(text).slice(-12), 16) - from;
  const zero = Object.fromEntries(Object.keys(balance(0)).map((key) => [key, 0]));
  const limit = Number(params.limit ?? 50);
  switch (name) {
    case 'verification.lists':
      return {
        lists: some(Math.min(limit, 9), listRow),
        total: none ? 0 : 9,
        balance: none ? zero : balance(6),
        senders: none ? [] : ['宝鸡市疫情防控指挥部协查组', '西安市', '县公安局', '省疾控'],
      };
    case 'verification.list':
      return {
        list: listRow(number(params.id, 2000)),
        areas: some(9, (n) => part(n, 'area')),
        units: some(9, (n) => part(n, 'unit')),
        findings: some(7, (n) => ({ finding: findings[n], rows: 170 - n * 24 })),
        ages: some(5, (n) => ({ fromHours: [0, 4, 12, 24, 48][n], rows: 90 - n * 17 })),
        sheets: [{ sheet: '人员名单（第三批）', columns: [] }],
      };
    case 'verification.rows':
      return {
        rows: some(Math.min(limit, 60), rowView),
        total: none ? 0 : 8213,
        ...(none || limit > 8000 ? {} : { next: '60' }),
        balance: none ? zero : balance(6),
      };
    case 'verification.row':
      return story(number(params.id, 3000));
    case 'verification.unplaced':
      return {
        rows: some(14, (n) => ({
          id: id(3000 + n),
          list: id(2000),
          sender: '宝鸡市疫情防控指挥部协查组',
          sheet: '人员名单（第三批）',
          row: 14 + n,
          name: ['王＊', '李＊＊', '买＊＊＊＊'][n % 3],
          receivedAt: ago(200),
          due: n < 3 ? ago(20) : ahead(n),
          candidates: Array.from({ length: n % 5 }, (_, index) => candidate(index)),
          why: n % 5 === 0 ? ['unknown'] : ['ambiguous', 'level_skipped'],
          // When it is calm, somebody else has placed the first.
        })).slice(mood === 'calm' ? 1 : 0),
        total: none ? 0 : 38,
      };
    case 'task.list':
      return {
        at: now(),
        rows: some(Math.min(limit, 40), (n) => taskRow(n, String(params.group))),
        total: none ? 0 : 240,
        ...(none ? {} : { next: '40' }),
      };
    case 'task.one':
      return {
        task: taskRow(number(params.id, 4000), 'open'),
        openedBy: { entry: id(3000), actor: id(1), position: '47000' },
        steps,
        moves: ['report_progress', 'reassign', 'grant_extension', 'cancel'],
      };
    case 'task.board':
      return {
        at: now(),
        rows: some(params.by === 'kind' ? 2 : params.by === 'age' ? 5 : 10, (n) => boardRow(n, params.by)),
        total: none
          ? Object.fromEntries(Object.keys(boardRow(0, 'unit')).map((key) => [key, 0]))
          : boardRow(4, 'unit'),
      };
    case 'task.balance':
      return none
        ? { at: now(), received: 0, closed: 0, open: 0, returned: 0, overdue: 0 }
        : { at: now(), received: 9302, closed: 7120, open: 2150, returned: 32, overdue: 119 };
    case 'task.duty':
      return {
        at: now(),
        people: some(8, (n) => ({
          account: n === 0 ? id(1) : person(n).account,
          name: person(n).display,
          ...unit(Math.floor(n / 4)),
          roles: n === 1 ? ['task_force_lead'] : n % 2 ? ['unit_lead'] : ['community_officer'],
          onDuty: n % 3 !== 0,
          planned: n % 2 === 0,
          ...(n === 5 ? { substitute: person(6).account } : {}),
        })),
        duties: some(4, (n) => ({ account: person(n * 2).account, from: ago(60), until: ahead(8) })),
      };
    case 'people.suggestions':
      return {
        rows: some(params.person === undefined ? 6 : 1, (n) => suggestion(n, params.state === 'dismissed')),
        total: none ? 0 : 6,
      };
    case 'people.person':
      return {
        person: params.id,
        subjects: some(4, (n) => ({
          type: n === 3 ? 'passage' : 'row',
          id: id(3000 + n),
          area: posts[n]?.area,
          at: ago(300 + n * 500),
          how: (['alone', 'document', 'person'] as const)[n % 3],
          has: ['document', 'phone', 'name', 'born'],
        })),
        history: some(2, (n) => ({
          entry: id(5500 + n),
          what: n === 0 ? 'merged' : 'linked',
          actor: '郑协查',
          at: ago(100 + n * 60),
          position: '48100',
          from: id(5001),
          to: id(5000),
          ...(n === 1 ? { undone: { entry: id(5600), actor: '马组长', at: ago(20) } } : {}),
        })),
      };
    case 'people.lookup':
      return { persons: none ? [] : [{ person: id(5000), subjects: [] }], more: false };
    default:
      return answerCommand(name, params, role, mood);
  }
}

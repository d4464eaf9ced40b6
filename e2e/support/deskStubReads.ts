import { indicators } from '@lianfang/domain/indicators.ts';
import {
  agencies,
  ago,
  devices,
  fevers,
  HOUR,
  id,
  type Mood,
  me,
  type Params,
  passage,
  posts,
  type Role,
  reportOne,
  reportRow,
  sum,
} from './deskStubData.ts';
import { answerWork } from './deskStubWork.ts';

const importRow = (n: number) => ({
  id: id(300 + n),
  name: [
    '1月5日草店高速出口检查登记表（白班、夜班）最终版.xlsx',
    'CP6平木检查站_20220105.csv',
    '双石铺1.4夜班.xlsx',
    '合同.docx',
  ][n % 4],
  state: (['checked', 'committed', 'committing', 'failed'] as const)[n % 4],
  kind: 'register',
  by: '陈数据',
  at: ago(30 + n * 400),
  bytes: 48_211 + n * 13_003,
  progress: { rows: 812 },
  ...(n % 4 === 3
    ? { problem: { code: 'import.not_a_spreadsheet', details: {} } }
    : {
        counts: {
          rows: 1312,
          taken: 1271,
          held: 8,
          duplicate: 33,
          passages: 804,
          flagged: {
            normalised: 96,
            idDoubtful: 5,
            idDamaged: 2,
            idOld: 3,
            phoneMissing: 41,
            plateNonstandard: 7,
          },
        },
      }),
});
const importOne = (n: number) => ({
  import: importRow(n),
  sheets: ['白班', '夜班'].map((sheet) => ({
    sheet,
    headerRow: 3,
    ...(sheet === '白班' ? { post: 'CP1', date: '2022-01-05' } : {}),
    shift: sheet,
    rows: 656,
    columns: [
      '序号',
      '登记时间',
      '车牌号',
      '车型',
      '人数',
      '姓名',
      '身份证号',
      '联系电话',
      '来自',
      '前往',
      '体温(℃)',
      '核酸证明',
      '现场采样',
      '处置',
      '登记人',
    ].map((header, column) => ({
      column,
      header,
      field: [
        'sequence',
        'time',
        'plate',
        'vehicleType',
        'personCount',
        'name',
        'document',
        'phone',
        'from',
        'to',
        'temperature',
        'certificate',
        'sampled',
        'outcome',
        'ignore',
      ][column],
    })),
  })),
  warnings: [
    { sheet: '夜班', row: 660, code: 'total_disagrees', detail: { written: 657, counted: 656 } },
    { sheet: '夜班', code: 'column_missing', detail: { field: 'phone' } },
  ],
  fields: [
    'time',
    'date',
    'plate',
    'vehicleType',
    'personCount',
    'name',
    'document',
    'documentType',
    'phone',
    'from',
    'to',
    'temperature',
    'certificate',
    'sampled',
    'outcome',
    'reason',
    'note',
    'post',
    'shift',
    'mode',
    'sequence',
    'errorReason',
    'ignore',
  ],
  preview: Array.from({ length: 12 }, (_, row) => ({
    sheet: '白班',
    row: row + 4,
    at: ago(1000 - row * 3),
    plate: '陕C·***45',
    name: '王＊',
    outcome: row === 5 ? 'turned_back' : 'passed',
    notes: row % 4 === 1 ? ['normalised'] : row === 6 ? ['id_doubtful', 'phone_missing'] : [],
  })),
});

/** What the stub answers to a read, undefined when it knows none. */
export function answerRead(name: string, params: Params, role: Role, mood: Mood): unknown {
  const now = new Date().toISOString();
  const from = String(params.from ?? ago(1440));
  const to = String(params.to ?? now);
  const none = mood === 'none';
  const zero = Object.fromEntries(indicators.map((one) => [one.id, 0]));
  const totals = (a: string, b: string, post?: number) => (none ? zero : sum(a, b, post));
  const span = Date.parse(to) - Date.parse(from);
  switch (name) {
    case 'access.county':
      return {
        county: '610330',
        countyName: '凤县',
        exercise: true,
        supportPhone: '0917-4762110',
        recordNo: '陕ICP备00000000号',
      };
    case 'access.me':
      return me(role);
    case 'indicators.values': {
      const values = totals(from, to);
      const before = totals(new Date(Date.parse(from) - span).toISOString(), from);
      const rows =
        params.by === 'post'
          ? posts.map((post, index) => ({ key: post.code, name: post.name, values: totals(from, to, index) }))
          : params.by === 'area'
            ? posts.map((post, index) => ({
                key: post.area,
                name: post.areaName,
                values: totals(from, to, index),
              }))
            : params.by === 'hour'
              ? Array.from({ length: Math.ceil(span / HOUR) }, (_, index) => Date.parse(from) + index * HOUR)
                  .filter((hour) => hour < Date.now())
                  .map((hour) => ({
                    key: new Date(hour).toISOString(),
                    values: totals(new Date(hour).toISOString(), new Date(hour + HOUR).toISOString()),
                  }))
              : undefined;
      return {
        position: '48213',
        at: now,
        figures: indicators.map((one) => ({
          indicator: one.id,
          value: values[one.id],
          before: before[one.id],
          ...('of' in one ? { of: one.of } : {}),
        })),
        ...(rows === undefined ? {} : { rows: none ? [] : rows }),
      };
    }
    case 'indicators.definitions':
      return { indicators };
    case 'checkpoint.posts':
      return {
        at: now,
        position: '48213',
        posts: none
          ? []
          : posts.map((post, index) => ({
              ...post,
              ...(index === 7 && mood === 'many'
                ? {}
                : {
                    shift: {
                      id: id(200 + index),
                      label: '夜班',
                      openedAt: ago(200 + index * 3),
                      agencies: agencies.slice(0, 2 + (index % 5)),
                    },
                  }),
              ...(index % 3 === 0
                ? { handover: '测温枪 2 号偏低 0.3 ℃，已停用；留意川 H 牌照货车，司机多无 48 小时证明。' }
                : {}),
              lastPassageAt: ago(
                mood === 'many' && (index === 7 || index === 4) ? 41 + index * 9 : 1 + index,
              ),
              fevers: {
                open: mood === 'many' && (index === 2 || index === 0) ? 1 : 0,
                overdue: mood === 'many' && index === 2 ? 1 : 0,
              },
              values: sum(from, to, index),
            })),
      };
    case 'checkpoint.passages': {
      const total = none ? 0 : 3187;
      const start = Number(params.after ?? 0);
      const limit = Number(params.limit ?? 50);
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - start)) }, (_, index) =>
        passage(start + index, params),
      );
      return {
        rows,
        total,
        ...(start + limit < total ? { next: String(start + limit) } : {}),
        position: '48213',
      };
    }
    case 'checkpoint.passage': {
      const n = Number.parseInt(String(params.id).slice(-12), 16) - 1000;
      const current = { ...passage(n, {}), state: 'corrected' };
      const persons = Array.from({ length: current.persons }, (_, person) => ({
        person,
        documentType: 'id_card',
        documentState: person === 1 ? 'doubtful' : 'ok',
        temperature: person === 0 && current.fevers ? 38.2 : 36.4,
        fever: person === 0 && current.fevers > 0,
        certificate: { result: 'negative', ageHours: 31 },
        sampled: false,
        hasPhone: person !== 1,
      }));
      return {
        current,
        persons,
        versions: [
          { ...current, id: id(9), outcome: 'passed', reason: undefined, state: 'corrected', to: '途经' },
          current,
        ],
        feverTasks: current.fevers ? [{ person: 0, openedAt: ago(43), dueAt: ago(13) }] : [],
      };
    }
    case 'checkpoint.shifts':
      return {
        shifts: none
          ? []
          : Array.from({ length: 24 }, (_, n) => ({
              id: id(200 + n),
              post: `CP${(n % 8) + 1}`,
              label: n < 8 ? '夜班' : '白班',
              openedAt: ago(200 + n * 60),
              ...(n < 7
                ? {}
                : {
                    closedAt: ago(100 + n * 40),
                    handover: '交接对讲机 3 台、测温枪 4 支；剩余采样管 62 支，明早补领。',
                  }),
              agencies: agencies.slice(0, 2 + (n % 4)),
              passages: 120 + n * 7,
              persons: 204 + n * 11,
            })),
      };
    case 'checkpoint.fevers':
      return fevers(mood, params);
    case 'ledger.devices':
      return none ? { at: now, devices: [], behind: 0 } : devices(mood);
    case 'ledger.state':
      return {
        county: '610330',
        position: '48213',
        hash: '9f2c4b7710d3f5aa8be01c6649d27e5f0b7aa3d1c99e8f42763b510efc28d914',
        signedAt: ago(0.2),
        held: mood === 'many' ? 2 : 0,
        refused: mood === 'many' ? 3 : 0,
        alarms: mood === 'many' ? 1 : 0,
      };
    case 'ledger.tray':
      return {
        rows:
          mood !== 'many'
            ? []
            : [0, 1, 2, 3, 4].map((n) => ({
                id: id(500 + n),
                status: n < 2 ? 'held' : 'refused',
                kind: [
                  'checkpoint.passage.corrected',
                  'checkpoint.shift.closed',
                  'checkpoint.passage.registered',
                  'checkpoint.fever.ended',
                  'checkpoint.passage.registered',
                ][n],
                post: `CP${n + 2}`,
                device: id(100 + n),
                reason: [
                  'entry.base_missing',
                  'entry.base_missing',
                  'checkpoint.reason_missing',
                  'checkpoint.clinician_only',
                  'entry.conflict',
                ][n],
                ...(n < 2 ? { base: id(77) } : {}),
                received: ago(20 + n * 31),
              })),
      };
    case 'ledger.alarms':
      return {
        rows:
          mood !== 'many'
            ? []
            : [
                {
                  id: id(600),
                  at: ago(84),
                  code: 'entry.conflict',
                  detail: { entry: id(77), device: id(103) },
                },
              ],
      };
    case 'import.list':
      return { imports: none ? [] : [0, 1, 2, 3].map(importRow) };
    case 'import.one':
      return importOne(Number.parseInt(String(params.id).slice(-12), 16) - 300);
    case 'import.held':
      return {
        rows:
          mood !== 'many'
            ? []
            : Array.from({ length: 8 }, (_, n) => ({
                id: id(700 + n),
                import: id(301),
                file: importRow(0).name,
                sheet: n < 5 ? '白班' : '夜班',
                row: 14 + n * 9,
                reason:
                  n % 3 === 0
                    ? 'time_missing'
                    : n % 3 === 1
                      ? 'post_unknown'
                      : 'time_unreadable,post_missing',
                state: 'open',
              })),
        open: mood === 'many' ? 8 : 0,
      };
    case 'report.list':
      return { reports: none ? [] : [0, 1, 2, 3, 4, 5].map(reportRow) };
    case 'report.one':
      return reportOne(Number.parseInt(String(params.id).slice(-12), 16) - 400, role);
    case 'report.verify':
      return {
        found: true,
        genuine: String(params.hash ?? '').startsWith('c1'),
        number: reportRow(1).number,
        areaName: '凤县',
        from: reportRow(1).from,
        to: reportRow(1).to,
        issuedAt: reportRow(1).issuedAt,
        contentHash: 'c1'.repeat(32),
        exercise: true,
      };
    case 'access.accounts':
      return {
        accounts: Array.from({ length: 26 }, (_, n) => ({
          id: id(10 + n),
          name: `user${n + 1}`,
          display: n === 4 ? '买买提·吐尔逊江·阿卜杜热合曼' : `演练${n + 1}`,
          unit: ['县公安局', '县人民医院', '县疾控中心', '双石铺镇政府'][n % 4],
          agency: agencies[n % 6],
          state: n === 3 ? 'locked' : n === 9 ? 'disabled' : 'active',
          grants: [
            {
              role: [
                'checkpoint_crew',
                'checkpoint_lead',
                'data_desk',
                'signer',
                'commander',
                'system_admin',
                'security_admin',
                'auditor',
              ][n % 8],
              area: '610330000000',
              from: ago(9000),
            },
          ],
          lastLoginAt: ago(60 + n * 300),
          secondFactor: n % 8 !== 0,
        })),
      };
    case 'access.units':
      return {
        units: ['县公安局', '县人民医院', '县疾控中心', '县交通运输局', '双石铺镇政府'].map((unit, n) => ({
          id: id(50 + n),
          name: unit,
          agency: agencies[n] ?? 'other',
          area: '610330000000',
        })),
      };
    case 'access.sessions':
      return {
        sessions: [0, 1, 2].map((n) => ({
          id: id(60 + n),
          account: 'data_desk1',
          createdAt: ago(90 + n * 500),
          lastSeenAt: ago(n * 30),
          expires: ago(-400),
          agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/110.0.0.0 Qaxbrowser',
          current: n === 0,
        })),
      };
    case 'access.log':
      return {
        rows: Array.from({ length: 40 }, (_, n) => ({
          position: String(48213 - n * 7),
          at: ago(n * 23),
          kind: n % 3 === 0 ? 'access.revealed' : 'access.changed',
          by: '陈数据',
          what: n % 3 === 0 ? 'verification' : 'role.granted',
          detail:
            n % 3 === 0
              ? { why: '核对协查函第 12 号', entries: [id(1)] }
              : { subject: id(11), detail: { role: 'signer', area: '610330000000' } },
        })),
        next: '47000',
      };
    case 'area.children':
      return {
        areas: posts.map((post) => ({
          code: post.area,
          name: post.areaName,
          level: 4,
          pinyin: '',
          initials: '',
        })),
      };
    case 'area.search':
      return {
        areas: posts.map((post) => ({
          code: post.area,
          name: post.areaName,
          level: 4,
          path: `陕西省宝鸡市凤县${post.areaName}`,
        })),
      };
    default:
      return answerWork(name, params, role, mood);
  }
}

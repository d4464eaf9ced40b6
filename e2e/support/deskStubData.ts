import { indicators } from '@lianfang/domain/indicators.ts';

export type Mood = 'many' | 'none' | 'calm' | 'error';
export type Role =
  | 'checkpoint_lead'
  | 'unit_lead'
  | 'verification_desk'
  | 'task_force_lead'
  | 'data_desk'
  | 'signer'
  | 'commander'
  | 'system_admin'
  | 'security_admin'
  | 'auditor';
export type Params = Record<string, unknown>;

export const HOUR = 3_600_000;
export const id = (n: number) => `0196a000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
/** Always the same number between 0 and 1 for the same text. */
function chance(text: string): number {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return ((hash >>> 0) % 10_000) / 10_000;
}

const names = [
  '草店高速出口',
  '凤州高速出口',
  '双石铺高速出口',
  '黄牛铺高速出口',
  '留凤关高速出口',
  '平木检查站',
  '河口检查站',
  '唐藏检查站',
];
export const posts = names.map((name, index) => ({
  code: `CP${index + 1}`,
  name,
  type: index < 5 ? 'expressway_exit' : 'trunk_road',
  area: `61033010${index}000`,
  areaName: `${name.slice(0, 2)}镇`,
  active: true,
}));
export const agencies = ['police', 'health', 'cdc', 'transport', 'township', 'volunteer'];

export function me(role: Role) {
  return {
    account: {
      id: id(1),
      name: `${role}1`,
      display:
        {
          commander: '周指挥',
          data_desk: '陈数据',
          signer: '林审签',
          checkpoint_lead: '马卡点',
          unit_lead: '段双石',
          verification_desk: '郑协查',
          task_force_lead: '马组长',
          system_admin: '郑系统',
          security_admin: '许安全',
          auditor: '何审计',
        }[role] ?? role,
      agency: 'other',
    },
    county: '610330',
    countyName: '凤县',
    exercise: true,
    grants: [{ role, area: '610330000000' }],
    mustChangePassword: false,
    lastLogin: { at: ago(600), from: '10.23.4.17' },
    expires: new Date(Date.now() + 8 * HOUR).toISOString(),
  };
}

function valuesAt(post: number, hour: number): Record<string, number> {
  const hourOfDay = new Date(hour + 8 * HOUR).getUTCHours();
  const busy =
    0.15 +
    Math.max(0, Math.sin(((hourOfDay - 5) / 24) * Math.PI * 2)) +
    0.5 * Math.max(0, Math.sin(((hourOfDay - 14) / 12) * Math.PI));
  const vehicles = Math.round(busy * (18 + 40 * chance(`v${post}`)) * (0.7 + 0.6 * chance(`${post}${hour}`)));
  const persons = Math.round(vehicles * 1.64);
  const back = Math.round(vehicles * 0.035 * chance(`b${post}${hour}`) * 2);
  return {
    'checkpoint.vehicles.checked': vehicles,
    'checkpoint.persons.screened': persons,
    'checkpoint.vehicles.turned_back': back,
    'checkpoint.persons.turned_back': Math.round(back * 1.6),
    'checkpoint.certificates.verified': Math.round(persons * 0.17),
    'checkpoint.samples.collected': Math.round(persons * 0.011),
    'checkpoint.fevers.found': chance(`f${post}${hour}`) > 0.985 ? 1 : 0,
    'checkpoint.posts.staffed': 1,
  };
}

export function sum(from: string, to: string, only?: number): Record<string, number> {
  const total = Object.fromEntries(indicators.map((one) => [one.id, 0]));
  const end = Math.min(Date.parse(to), Date.now());
  for (let hour = Date.parse(from); hour < end; hour += HOUR) {
    for (let post = 0; post < posts.length; post += 1) {
      if (only !== undefined && only !== post) continue;
      for (const [key, value] of Object.entries(valuesAt(post, hour)))
        total[key] = (total[key] ?? 0) + (key.includes('staffed') ? 0 : value);
    }
  }
  total['checkpoint.posts.staffed'] = only === undefined ? 7 : 1;
  return total;
}

export function passage(n: number, params: Params) {
  const post = params.post ? posts.findIndex((one) => one.code === params.post) : n % 8;
  const outcome =
    params.indicator?.toString().includes('turned_back') || n % 23 === 7
      ? 'turned_back'
      : n % 37 === 3
        ? 'sent_to_sampling'
        : n % 61 === 5
          ? 'handed_to_clinician'
          : 'passed';
  const at = new Date(Date.parse(String(params.to ?? new Date().toISOString())) - n * 47_000);
  const occurred = new Date(Math.min(at.getTime(), Date.now() - n * 47_000)).toISOString();
  const imported = n % 9 === 4;
  return {
    id: id(1000 + n),
    passage: id(1000 + n),
    position: String(48213 - n),
    post: `CP${post + 1}`,
    occurred,
    claimed: occurred,
    received: new Date(Date.parse(occurred) + 4000).toISOString(),
    mode: n % 14 === 9 ? 'pedestrian' : 'vehicle',
    ...(n % 14 === 9 ? {} : { vehicleType: ['car', 'car', 'van', 'truck', 'bus', 'car'][n % 6] }),
    from: ['宝鸡市渭滨区', '甘肃省天水市', '汉中市留坝县', '西安市雁塔区', '四川省广元市'][n % 5],
    to: ['双石铺镇', '凤州镇', '黄牛铺镇红花铺村', '途经'][n % 4],
    outcome,
    ...(outcome === 'turned_back'
      ? { reason: ['no_certificate', 'from_risk_area', 'certificate_expired'][n % 3] }
      : {}),
    persons: 1 + (n % 4),
    certificates: n % 3 === 0 ? 1 : 0,
    samples: outcome === 'sent_to_sampling' ? 1 : 0,
    fevers: outcome === 'handed_to_clinician' ? 1 : 0,
    ...(imported ? {} : { shift: id(200 + post) }),
    device: id(100 + post * 2),
    flags: n % 11 === 2 ? ['phone_missing'] : n % 19 === 8 ? ['plate_nonstandard', 'id_doubtful'] : [],
    state: n % 29 === 12 ? 'corrected' : n % 53 === 20 ? 'voided' : 'current',
    ...(imported
      ? {
          source: {
            import: id(301),
            file: '1月5日草店高速出口检查登记表（白班、夜班）最终版.xlsx',
            sheet: '夜班',
            rows: [12 + n, 13 + n],
          },
        }
      : {}),
  };
}

export function devices(mood: Mood) {
  const list = posts.flatMap((post, index) =>
    [1, 2].map((which) => {
      const n = index * 2 + which - 1;
      const behind = mood === 'many' && [3, 8, 13].includes(n);
      const captured = 800 + Math.floor(chance(`d${n}`) * 2400);
      return {
        id: id(100 + n),
        name: `${post.name} ${which} 号机`,
        post: post.code,
        state: n === 15 ? 'revoked' : 'active',
        captured,
        received: behind ? captured - 37 * (n % 5) - 12 : captured,
        missing: behind ? 37 * (n % 5) + 12 : 0,
        gaps: behind ? [[captured - 50, captured - 14]] : [],
        lastDeliveryAt: ago(behind ? 190 : 2 + n),
        lastContactAt: ago(behind ? 45 + n : 1),
        ...(behind ? { behindSince: ago(150 + n * 7) } : {}),
        skewSeconds: n === 8 ? 431 : Math.floor(chance(`s${n}`) * 6),
      };
    }),
  );
  return {
    at: new Date().toISOString(),
    devices: list,
    behind: list.filter((one) => one.missing > 0).length,
  };
}

export function fevers(mood: Mood, params: Params) {
  const open =
    mood === 'many'
      ? [
          {
            passage: id(1005),
            person: 0,
            post: 'CP3',
            temperature: 38.2,
            openedAt: ago(43),
            dueAt: ago(13),
            overdue: true,
          },
          {
            passage: id(1066),
            person: 1,
            post: 'CP1',
            temperature: 37.4,
            openedAt: ago(11),
            dueAt: ago(-19),
            overdue: false,
          },
        ]
      : [];
  const ended = Array.from({ length: mood === 'none' ? 0 : 14 }, (_, n) => ({
    passage: id(1100 + n),
    person: 0,
    post: `CP${(n % 8) + 1}`,
    ...(n % 4 === 1 ? {} : { temperature: 37.3 + (n % 5) / 10 }),
    openedAt: ago(300 + n * 61),
    dueAt: ago(270 + n * 61),
    overdue: false,
    endedAt: ago(285 + n * 61),
    outcome: ['normal_on_remeasure', 'sent_to_fever_clinic', 'isolated_on_site'][n % 3],
  }));
  const all = params.state === 'open' ? open : params.state === 'ended' ? ended : [...open, ...ended];
  return {
    fevers: all.filter((one) => params.post === undefined || one.post === params.post),
    open: open.length,
    overdue: open.filter((one) => one.overdue).length,
  };
}

const day = 24 * HOUR;
export function reportRow(n: number) {
  const today = Math.floor((Date.now() + 8 * HOUR) / day) * day - 8 * HOUR;
  const to = new Date(today - n * day).toISOString();
  return {
    id: id(400 + n),
    number: `凤疫指日报〔2022〕${40 - n}号`,
    area: '610330000000',
    areaName: '凤县',
    from: new Date(today - (n + 1) * day).toISOString(),
    to,
    cutOff: String(48000 - n * 9000),
    state: n === 0 ? 'reviewed' : n === 3 ? 'returned' : 'issued',
    compiledAt: new Date(Date.parse(to) + HOUR).toISOString(),
    ...(n === 0 || n === 3 ? {} : { issuedAt: new Date(Date.parse(to) + 2 * HOUR).toISOString() }),
    ...(n === 2 ? { replaces: id(403) } : {}),
  };
}

export function reportOne(n: number, role: Role) {
  const report = reportRow(n);
  const values = sum(report.from, report.to);
  const before = sum(new Date(Date.parse(report.from) - day).toISOString(), report.from);
  const at = (hours: number) => new Date(Date.parse(report.to) + hours * HOUR).toISOString();
  const hands = [
    { step: 'compiled', account: id(2), display: '陈数据', at: at(1) },
    {
      step: 'reviewed',
      account: id(3),
      display: '林审签',
      at: at(1.3),
      remark: '唐藏站一台设备尚未送达，已电话核实，明日列更正。',
    },
  ];
  if (report.state === 'issued')
    hands.push(
      { step: 'approved', account: id(4), display: '欧阳批准', at: at(1.6) },
      { step: 'issued', account: id(5), display: '周指挥', at: at(2) },
    );
  if (report.state === 'returned')
    hands.push({
      step: 'returned',
      account: id(4),
      display: '欧阳批准',
      at: at(1.6),
      remark: '劝返数与卡点台账不符，请核对双石铺夜班后重报。',
    });
  return {
    report,
    content: {
      id: report.id,
      number: report.number,
      county: '610330',
      area: report.area,
      areaName: '凤县',
      exercise: true,
      from: report.from,
      to: report.to,
      cutOff: report.cutOff,
      ledgerHead: '9f2c4b7710d3f5aa8be01c6649d27e5f0b7aa3d1c99e8f42763b510efc28d914',
      compiledAt: report.compiledAt,
      lines: indicators.map((one) => ({
        indicator: one.id,
        version: 1,
        unit: one.unit,
        title: one.title,
        value: one.unit === 'post' ? 8 : (values[one.id] ?? 0),
        before: one.unit === 'post' ? 8 : (before[one.id] ?? 0),
      })),
      byPost: posts.map((post, index) => ({
        post: post.code,
        name: post.name,
        values: sum(report.from, report.to, index),
      })),
      completeness: {
        complete: false,
        until: at(-0.4),
        devices: 15,
        behind: devices('many')
          .devices.filter((one) => one.missing > 0)
          .slice(0, 1),
        held: 2,
        openImports: 0,
      },
      amendments: [
        {
          report: id(401),
          number: reportRow(1).number,
          from: reportRow(1).from,
          to: reportRow(1).to,
          changes: [
            { indicator: 'checkpoint.vehicles.checked', was: 6011, is: 6048 },
            { indicator: 'checkpoint.persons.turned_back', was: 214, is: 213 },
          ],
        },
      ],
    },
    hands,
    moves: report.state === 'reviewed' && role === 'signer' ? ['approved', 'returned'] : [],
    ...(report.state === 'issued'
      ? {
          signature: {
            key: 'MCowBQYDK2VwAyEA9x0cTq3Y1k',
            value: 'mT7kq0xJ0b2Q'.repeat(6),
            contentHash: 'c1'.repeat(32),
          },
        }
      : {}),
  };
}

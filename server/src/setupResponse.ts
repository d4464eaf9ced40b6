import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@lianfang/domain/kernel/ids.ts';
import type { TaskForceFormed } from '@lianfang/domain/modules/response/schema.ts';
import { addAccount } from './kernel/access/accounts.ts';
import { generatePassword } from './kernel/access/passwords.ts';
import { serverActor } from './kernel/access/permissions.ts';
import type { Product } from './main.ts';
import type { SignIn } from './setup.ts';

/** Leads of task forces beside the one that every exercise has. */
const leads = [
  ['taskforce2', '核查专班组长', '疾控中心'],
  ['taskforce3', '物资专班组长', '县指挥部办公室'],
] as const;

/** The task forces of the exercise, their people by sign-in name. */
const teams: readonly (Pick<TaskForceFormed, 'name' | 'remit' | 'agencies'> & {
  lead: string;
  deputies: string[];
  members: string[];
})[] = [
  {
    name: '卡点查控专班',
    remit: '全县高速出口和主干道检查站的查验、劝返、采样和换班。',
    agencies: ['police', 'transport', 'health'],
    lead: 'taskforce',
    deputies: ['lead'],
    members: ['crew1', 'crew2', 'clinician'],
  },
  {
    name: '核查专班',
    remit: '接收上级和兄弟县区推送的协查名单，分派到镇村，按时限反馈。',
    agencies: ['cdc', 'police', 'township'],
    lead: 'taskforce2',
    deputies: ['verifier'],
    members: ['unitlead'],
  },
  {
    name: '物资保障专班',
    remit: '防护用品、消杀用品和生活物资的需求、调拨和发放。',
    agencies: ['transport', 'health', 'other'],
    lead: 'taskforce3',
    deputies: [],
    members: ['desk'],
  },
];

/** Activates a response in an exercise county that has its accounts, and forms its task forces. Gives their leads' sign-ins. */
export async function activateExercise({ deps }: Product, county: string): Promise<SignIn[]> {
  const area = `${county}000000`;
  const { rows: units } = await deps.pool.query<{ id: string; name: string }>(
    'SELECT id, name FROM access.unit WHERE county = $1',
    [county],
  );
  const signIns: SignIn[] = [];
  for (const [name, display, unit] of leads) {
    const password = generatePassword();
    const made = await addAccount(deps, serverActor(county), {
      name,
      display,
      unit: units.find((one) => one.name === unit)?.id,
      roles: [{ role: 'task_force_lead', area }],
      password,
      mustChange: false,
    });
    signIns.push({
      account: name,
      role: 'task_force_lead',
      password,
      ...(made.totp && { totp: made.totp.secret }),
    });
  }
  const { rows } = await deps.pool.query<{ id: string; name: string }>(
    'SELECT id, name FROM access.account WHERE county = $1',
    [county],
  );
  const accounts = new Map(rows.map(({ id, name }) => [name, id]));
  const account = (name: string) => accounts.get(name) as string;
  const say = async (kind: string, data: object) => {
    const id = uuidv7(deps.now(), randomBytes(10));
    const at = new Date(deps.now()).toISOString();
    await deps.append(county, kind, data, { id: account('commander') }, { id, at });
    return id;
  };
  const response = await say('response.activated', {
    name: '疫情防控演练',
    area,
    level: 3,
    legalBasis: [
      { source: '《中华人民共和国传染病防治法》' },
      { source: '《突发公共卫生事件应急条例》' },
      { source: '县突发公共卫生事件应急预案' },
    ],
    measures: [
      '高速出口和主干道检查站 24 小时值守，逐车逐人登记',
      '推送名单 4 小时内核查反馈，逾期逐级上报',
      '每日 24 时统计，次日 8 时前签发日报',
    ],
  });
  for (const { lead, deputies, members, ...team } of teams)
    await say('response.task_force.formed', {
      ...team,
      response,
      area,
      lead: account(lead),
      deputies: deputies.map(account),
      members: members.map(account),
    });
  return signIns;
}

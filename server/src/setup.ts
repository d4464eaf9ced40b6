import type { Agency, Role } from '@lianfang/domain/kernel/access.ts';
import { Problem, problem } from '@lianfang/domain/kernel/problem.ts';
import { addAccount, addUnit } from './kernel/access/accounts.ts';
import { generatePassword } from './kernel/access/passwords.ts';
import { serverActor } from './kernel/access/permissions.ts';
import { ensurePartitions } from './kernel/db/partitions.ts';
import { inTransaction } from './kernel/db/pool.ts';
import { genesis, signHead } from './kernel/ledger/chain.ts';
import type { Product } from './main.ts';
import { findArea, loadCounty } from './modules/area/store.ts';

/** The exercise county's posts: five expressway exits and three on trunk roads, in the townships that give them their names. */
const exercisePosts = [
  ['CP1', '草店高速出口', 'expressway_exit', '凤州镇'],
  ['CP2', '凤州高速出口', 'expressway_exit', '凤州镇'],
  ['CP3', '双石铺高速出口', 'expressway_exit', '双石铺镇'],
  ['CP4', '黄牛铺高速出口', 'expressway_exit', '黄牛铺镇'],
  ['CP5', '留凤关高速出口', 'expressway_exit', '留凤关镇'],
  ['CP6', '平木检查站', 'trunk_road', '平木镇'],
  ['CP7', '河口检查站', 'trunk_road', '河口镇'],
  ['CP8', '唐藏检查站', 'trunk_road', '唐藏镇'],
] as const;

/** The township whose people take part in an exercise; every township has a unit of its own. */
const officersAt = '双石铺镇';

/**
 * Accounts of an exercise: one for each role, a second signer (two people sign), a clinician for the fevers. The unit is
 * an agency's, or that of the township named.
 */
const exerciseAccounts = [
  ['crew1', '值守员甲', 'police', 'checkpoint_crew'],
  ['crew2', '值守员乙', 'transport', 'checkpoint_crew'],
  ['clinician', '医护员', 'health', 'checkpoint_crew'],
  ['lead', '卡点负责人', 'police', 'checkpoint_lead'],
  ['desk', '数据综合员', 'cdc', 'data_desk'],
  ['reviewer', '审核人', 'cdc', 'signer'],
  ['approver', '批准人', 'health', 'signer'],
  ['commander', '指挥长', 'other', 'commander'],
  ['verifier', '协查专班员', 'cdc', 'verification_desk'],
  ['taskforce', '专班组长', 'police', 'task_force_lead'],
  ['unitlead', '镇负责人', officersAt, 'unit_lead'],
  ['officer1', '社区干警甲', officersAt, 'community_officer'],
  ['officer2', '社区干警乙', '凤州镇', 'community_officer'],
  ['sysadmin', '系统管理员', 'other', 'system_admin'],
  ['secadmin', '安全管理员', 'other', 'security_admin'],
  ['auditor', '审计员', 'other', 'auditor'],
] as const satisfies readonly (readonly [string, string, string, Role])[];

const agencyNames: Record<string, string> = {
  police: '公安',
  transport: '交通运输',
  health: '卫生健康',
  cdc: '疾控中心',
  other: '县指挥部办公室',
};

export type SignIn = {
  readonly account: string;
  readonly role: Role;
  readonly password: string;
  readonly totp?: string;
};

/** Joins a county: its key, its ledger, its part of the area tree. Throws `setup.exists` when it has joined before. */
export async function joinCounty(
  { deps }: Product,
  county: string,
  exercise: boolean,
): Promise<{ name: string; area: string }> {
  const area = `${county}000000`;
  await inTransaction(deps.pool, (tx) => loadCounty(tx, county));
  const found = await findArea(deps.pool, area);
  if (found === undefined) throw problem('usage', { county });
  const at = new Date(deps.now()).toISOString();
  const joined = await inTransaction(deps.pool, async (tx) => {
    const { rowCount } = await tx.query(
      'INSERT INTO kernel.county (county, name, area, exercise, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [county, found.name, area, exercise, at],
    );
    await tx.query(
      'INSERT INTO ledger.signer (key_id, public_key, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [deps.keyring.keyId, deps.keyring.signingPublic.export({ type: 'spki', format: 'der' }), at],
    );
    return rowCount === 1;
  });
  if (!joined) throw problem('setup.exists', { county });
  const hash = genesis(county);
  await deps.pool.query(
    'INSERT INTO ledger.head (county, position, hash, signature, key_id, signed_at) VALUES ($1, 0, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [county, hash, signHead(deps.keyring.signing, county, 0n, hash), deps.keyring.keyId, at],
  );
  await ensurePartitions(deps.pool, { from: at, to: new Date(deps.now() + 62 * 86_400_000).toISOString() });
  return { name: found.name, area };
}

/** The exercise county: eight posts, an account for each role. Passwords and second factors are given out this once. */
export async function setUpExercise(product: Product, county: string): Promise<SignIn[]> {
  const { deps } = product;
  const area = `${county}000000`;
  await joinCounty(product, county, true).catch(async (error: unknown) => {
    const { rows } = await deps.pool.query('SELECT 1 FROM access.account WHERE county = $1 LIMIT 1', [
      county,
    ]);
    // Joined, but nobody can sign in yet: an earlier setup was cut off and is gone on with.
    if (!(error instanceof Problem && error.code === 'setup.exists') || rows.length > 0) throw error;
  });
  const actor = serverActor(county);
  const { rows: townships } = await deps.pool.query<{ code: string; name: string }>(
    'SELECT code, name FROM area.area WHERE parent = $1 ORDER BY code',
    [area],
  );
  for (const [code, name, type, township] of exercisePosts) {
    const place =
      townships.find((candidate) => candidate.name === township)?.code ?? townships[0]?.code ?? area;
    await deps.append(county, 'checkpoint.post.defined', { code, name, type, area: place });
  }
  const { rows: known } = await deps.pool.query<{ id: string; name: string }>(
    'SELECT id, name FROM access.unit WHERE county = $1',
    [county],
  );
  const units = new Map(known.map(({ id, name }) => [name, id]));
  const wanted = [
    ...Object.entries(agencyNames).map(([agency, name]) => ({ name, agency: agency as Agency, area })),
    ...townships.map(({ name, code }) => ({ name, agency: 'township' as const, area: code })),
  ];
  for (const unit of wanted)
    if (!units.has(unit.name)) units.set(unit.name, (await addUnit(deps, actor, unit)).unit);
  const signIns: SignIn[] = [];
  for (const [account, display, unit, role] of exerciseAccounts) {
    const password = generatePassword();
    const made = await addAccount(deps, actor, {
      name: account,
      display,
      unit: units.get(agencyNames[unit] ?? unit),
      roles: [{ role, area: townships.find(({ name }) => name === unit)?.code ?? area }],
      password,
      mustChange: false,
    });
    signIns.push({ account, role, password, ...(made.totp && { totp: made.totp.secret }) });
  }
  return signIns;
}

import { type Role, roles } from '@lianfang/domain/kernel/access.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { addAccount, addUnit, resetPassword } from '../kernel/access/accounts.ts';
import { addScriptDevice } from '../kernel/access/devices.ts';
import { makeEnrolmentCode } from '../kernel/access/enrolment.ts';
import { generatePassword } from '../kernel/access/passwords.ts';
import { serverActor } from '../kernel/access/permissions.ts';
import { findClaim } from '../kernel/access/store.ts';
import { currentCode } from '../kernel/access/totp.ts';
import type { Product } from '../main.ts';
import { countyOf, type Given, lineFromStdin, needed, print, text, withProduct } from './common.ts';

/** `lianfang account add|reset|code NAME` */
export async function account(from: Given): Promise<number> {
  const [, action, name] = from.words;
  if (name === undefined) throw problem('usage', { missing: 'NAME' });
  return withProduct(async (product) => {
    if (action === 'add') return add(product, from, name);
    if (action === 'reset') return reset(product, from, name);
    if (action === 'code') return code(product, from, name);
    throw problem('usage', { account: action });
  });
}

async function add(product: Product, from: Given, name: string): Promise<number> {
  const role = needed(from, 'role') as Role;
  if (!roles.includes(role)) throw problem('usage', { roles });
  const area = needed(from, 'area').padEnd(12, '0');
  if (from.options['password-stdin'] !== true) throw problem('usage', { missing: '--password-stdin' });
  const county = await countyOf(product, area);
  const password = await lineFromStdin();
  const actor = serverActor(county);
  const unitName = text(from, 'unit');
  const unit = unitName === undefined ? undefined : (await unitNamed(product, county, unitName, area)).unit;
  const made = await addAccount(product.deps, actor, {
    name,
    display: text(from, 'display') ?? name,
    unit,
    roles: [{ role, area }],
    password,
    mustChange: false,
  });
  print(from, { account: made.account, name, role, area, ...(made.totp && { totp: made.totp }) }, [
    `已添加账号 ${name} · account added: ${made.account}`,
    ...(made.totp ? [`动态码密钥 TOTP secret: ${made.totp.secret}`, made.totp.uri] : []),
  ]);
  return 0;
}

async function unitNamed(
  { deps }: Product,
  county: string,
  name: string,
  area: string,
): Promise<{ unit: string }> {
  const unit = await findUnit({ deps }, county, name);
  return unit === undefined ? addUnit(deps, serverActor(county), { name, agency: 'other', area }) : { unit };
}

async function findUnit({ deps }: Pick<Product, 'deps'>, county: string, name: string) {
  const { rows } = await deps.pool.query<{ id: string }>(
    'SELECT id FROM access.unit WHERE county = $1 AND name = $2',
    [county, name],
  );
  return rows[0]?.id;
}

/** A new password: the one on standard input, or a generated one that is printed this once. */
async function reset(product: Product, from: Given, name: string): Promise<number> {
  const claim = await findClaim(product.deps.pool, name);
  if (claim === undefined) throw problem('not_found', { what: 'account' });
  const generated = from.options['password-stdin'] === true ? undefined : generatePassword();
  await resetPassword(
    product.deps,
    serverActor(claim.county),
    claim.account,
    generated ?? (await lineFromStdin()),
  );
  print(from, { account: claim.account, ...(generated !== undefined && { password: generated }) }, [
    `已重设 ${name} 的密码，首次登录须更改 · password of ${name} reset, to be changed at the next sign-in`,
    ...(generated === undefined ? [] : [generated]),
  ]);
  return 0;
}

/** The current six-digit code: in an exercise county alone, where nobody's data hangs on it. */
async function code({ deps }: Product, from: Given, name: string): Promise<number> {
  const claim = await findClaim(deps.pool, name);
  if (claim === undefined) throw problem('not_found', { what: 'account' });
  const { rows } = await deps.pool.query<{ exercise: boolean }>(
    'SELECT exercise FROM kernel.county WHERE county = $1',
    [claim.county],
  );
  if (rows[0]?.exercise !== true) throw problem('access.denied', { why: 'not_an_exercise' });
  const current = await currentCode(deps, claim.county, claim.account);
  if (current === undefined) throw problem('not_found', { what: 'second_factor' });
  print(from, { code: current }, [current]);
  return 0;
}

/** `lianfang device add|code --post CP1|--unit 双石铺镇` */
export async function device(from: Given): Promise<number> {
  const [, action] = from.words;
  const unitName = text(from, 'unit');
  const post = unitName === undefined ? needed(from, 'post') : text(from, 'post');
  if (unitName !== undefined && post !== undefined) throw problem('usage', { either: ['--post', '--unit'] });
  return withProduct(async (product) => {
    const county = await countyOf(product, text(from, 'county'));
    if (post !== undefined && !(await product.deps.places.areas(county)).has(post))
      throw problem('not_found', { what: 'post', post });
    const unit = unitName === undefined ? undefined : await findUnit(product, county, unitName);
    if (unitName !== undefined && unit === undefined)
      throw problem('not_found', { what: 'unit', unit: unitName });
    const actor = serverActor(county);
    if (action === 'code') {
      const made = await makeEnrolmentCode(product.deps, actor, { post, unit, name: text(from, 'name') });
      print(from, { ...made, url: `${product.deps.publicUrl}/field/#enrol=${made.code}` }, [
        made.code,
        `${product.deps.publicUrl}/field/#enrol=${made.code}`,
      ]);
      return 0;
    }
    if (action !== 'add') throw problem('usage', { device: action });
    const name = text(from, 'account');
    const claim = name === undefined ? undefined : await findClaim(product.deps.pool, name);
    if (name !== undefined && claim === undefined) throw problem('not_found', { what: 'account' });
    const label = text(from, 'name');
    const made = await addScriptDevice(product.deps, actor, {
      county,
      post,
      unit,
      account: claim?.account,
      ...(label !== undefined && { name: label }),
    });
    const document = {
      ...made,
      county,
      url: `${product.deps.publicUrl}/api/entries`,
      authorization: `Bearer ${made.token}`,
      nextSeq: 1,
    };
    print(from, document, [
      `device         ${made.device}`,
      unit === undefined ? `post           ${made.post}` : `unit           ${unitName}`,
      `url            ${document.url}`,
      `authorization  ${document.authorization}`,
      'next seq       1',
    ]);
    return 0;
  });
}

import { indicators } from '@lianfang/domain/indicators.ts';
import { isInside } from '@lianfang/domain/kernel/areaCode.ts';
import type { Indicator } from '@lianfang/domain/kernel/indicator.ts';
import type { DeviceState } from '@lianfang/domain/kernel/reads.ts';
import { countyDay } from '@lianfang/domain/kernel/time.ts';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import type pg from 'pg';
import { sources } from '../../indicators.ts';
import { valuesIn } from '../../kernel/indicators/values.ts';
import { deviceStates } from '../../kernel/ledger/reads.ts';
import { areaName } from '../area/api.ts';
import { postsOf } from '../checkpoint/api.ts';
import * as store from './store.ts';

export type Asking = {
  readonly id: string;
  /** 12 digits. */
  readonly area: string;
  readonly from: string;
  readonly to: string;
  /** The newest position when left out. */
  readonly cutOff?: bigint | undefined;
  /** The server's clock, ISO 8601. */
  readonly at: string;
};

/** How far back issued reports are looked at for changes: what arrives later than that is told to no report any more. */
const AMENDED_DAYS = 45;

/**
 * Counts everything that a report says, in the caller's transaction, which must see one state of the county: that of a
 * holder of the head's lock, or repeatable read. Undefined when the cut-off lies beyond the ledger. The number is
 * the caller's to give, by the area's name.
 */
export async function compile(
  client: pg.ClientBase,
  county: string,
  asking: Asking,
  numberOf: (areaName: string) => Promise<string>,
): Promise<ReportContent | undefined> {
  const { area, from, to } = asking;
  const head = await store.ledgerHash(client, county, asking.cutOff);
  if (head === undefined) return undefined;
  const facts = await store.countyFacts(client, county);
  const name = await areaName(client, area);
  const cutOff = head.position;
  const length = Date.parse(to) - Date.parse(from);
  const values = await valuesIn(client, sources, county, { from, to, area, cutOff }, 'post');
  const before = await valuesIn(client, sources, county, {
    from: new Date(Date.parse(from) - length).toISOString(),
    to: from,
    area,
    cutOff,
  });
  const posts = (await postsOf(client, county)).filter((post) => isInside(post.area, area));
  const devices = (await deviceStates(client, county)).filter((device) =>
    posts.some(({ code }) => code === device.post),
  );
  return {
    id: asking.id,
    number: await numberOf(name),
    county,
    area,
    areaName: name,
    exercise: facts?.exercise ?? false,
    from,
    to,
    cutOff: String(cutOff),
    ledgerHead: head.hash,
    compiledAt: asking.at,
    lines: indicators.map(({ id, version, unit, title }) => ({
      indicator: id,
      version,
      unit,
      title: { ...title },
      value: values.total[id] ?? 0,
      before: before.total[id] ?? 0,
    })),
    byPost: posts
      .filter(({ code, active }) => active || values.rows.has(code))
      .map((post) => ({ post: post.code, name: post.name, values: atPost(values.rows.get(post.code)) })),
    completeness: completenessOf(devices, asking, {
      held: await store.heldCount(client, county),
      openImports: await store.openImports(client, county),
    }),
    amendments: await amendmentsOf(client, county, asking, cutOff),
  };
}

/** A post's values of what happens at posts; zeros where it has none. */
function atPost(values: Readonly<Record<string, number>> = {}): Record<string, number> {
  return Object.fromEntries(
    indicators.filter((one: Indicator) => one.atPosts === true).map(({ id }) => [id, values[id] ?? 0]),
  );
}

/**
 * What is known to be missing. A device that was taken out of use before the period began does not matter to it;
 * every other one that is behind does: of what it holds, nobody knows when it was captured, which is also why
 * `until` is told only when none is. Then it is the last contact of the one that was silent longest.
 */
export function completenessOf(
  devices: readonly DeviceState[],
  { from, at }: Pick<Asking, 'from' | 'at'>,
  waiting: { held: number; openImports: number },
): ReportContent['completeness'] {
  const concerned = devices.filter(
    ({ state, lastContactAt }) =>
      state === 'active' || (lastContactAt !== undefined && Date.parse(lastContactAt) >= Date.parse(from)),
  );
  const behind = concerned.filter(({ missing }) => missing > 0);
  const contacts = concerned.flatMap(({ state, lastContactAt }) =>
    state === 'active' && lastContactAt !== undefined ? [Date.parse(lastContactAt)] : [],
  );
  const until = Math.min(Date.parse(at), ...contacts);
  return {
    complete: behind.length === 0 && waiting.held === 0 && waiting.openImports === 0,
    ...(behind.length === 0 && { until: new Date(until).toISOString() }),
    devices: concerned.length,
    behind,
    ...waiting,
  };
}

/** Issued reports of the area whose figures are no longer what was last made public of them. */
async function amendmentsOf(
  client: pg.ClientBase,
  county: string,
  { area, from }: Asking,
  cutOff: bigint,
): Promise<ReportContent['amendments']> {
  const since = new Date(Date.parse(from) - AMENDED_DAYS * 86_400_000).toISOString();
  const amendments: ReportContent['amendments'] = [];
  for (const report of await store.issuedReports(client, county, area, since)) {
    const { total } = await valuesIn(client, sources, county, {
      from: report.from,
      to: report.to,
      area,
      cutOff,
    });
    const changes = indicators.flatMap(({ id }) => {
      const was = report.published[id];
      const is = total[id] ?? 0;
      return was === undefined || was === is ? [] : [{ indicator: id, was, is }];
    });
    if (changes.length > 0) {
      amendments.push({
        report: report.id,
        number: report.number,
        from: report.from,
        to: report.to,
        changes,
      });
    }
  }
  return amendments;
}

/** 发文字号: 凤疫指报〔2022〕5号, by the first character of the area's name. */
export function reportNumber(areaName: string, year: number, serial: number | string): string {
  const [first = ''] = areaName;
  return `${first}疫指报〔${year}〕${serial}${typeof serial === 'number' ? '号' : ''}`;
}

/** The year that an instant falls in, by the county's calendar. */
export function countyYear(at: string): number {
  return Number(countyDay(at).slice(0, 4));
}

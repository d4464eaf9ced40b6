import { isWithin, searchLocal } from '@lianfang/domain/modules/area/rules.ts';
import { AreaEntry, type AreaSearch } from '@lianfang/domain/modules/area/schema.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type TestDatabase, testDatabase } from '../../../test/database.ts';
import { inTransaction } from '../../kernel/db/pool.ts';
import { childrenOf, findArea, loadAll, loadCounty, pathOf, pickerAreas, searchAreas } from './store.ts';

const fengxian = '610330000000';
let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

async function names(search: AreaSearch): Promise<string[]> {
  return (await searchAreas(db.pool, search)).map((area) => area.name);
}

async function one<T>(sql: string): Promise<T> {
  return (await db.pool.query(sql)).rows[0] as T;
}

describe('the areas of one county', () => {
  it('are loaded with the counties of the country, once', async () => {
    expect(await inTransaction(db.pool, (tx) => loadCounty(tx, '610330'))).toBe(34 + 342 + 2_975 + 11 + 72);
    expect(await inTransaction(db.pool, (tx) => loadCounty(tx, fengxian))).toBe(0);
  });

  it('follow a changed name and leave the rest alone', async () => {
    await db.pool.query("UPDATE area.area SET name = '旧名' WHERE code = $1", [fengxian]);
    expect(await inTransaction(db.pool, (tx) => loadCounty(tx, '610330'))).toBe(1);
    expect(await findArea(db.pool, '610330')).toEqual({
      code: fengxian,
      name: '凤县',
      level: 3,
      pinyin: 'fengxian',
      initials: 'fx',
    });
  });

  it('are refused for a code that is no county, with words that help', async () => {
    await expect(inTransaction(db.pool, (tx) => loadCounty(tx, '619999'))).rejects.toThrow(/619999.*核对/);
    await expect(inTransaction(db.pool, (tx) => loadCounty(tx, '610300'))).rejects.toThrow(RangeError);
  });

  it('are walked from the province down and back up', async () => {
    expect(await childrenOf(db.pool)).toHaveLength(34);
    expect((await childrenOf(db.pool, fengxian)).map((area) => area.name)).toContain('唐藏镇');
    expect(await childrenOf(db.pool, '610331000000')).toEqual([]);
    expect((await pathOf(db.pool, '610330105000')).map((area) => area.name)).toEqual([
      '陕西省',
      '宝鸡市',
      '凤县',
      '唐藏镇',
    ]);
    expect(await pathOf(db.pool, '610330999000')).toEqual([]);
    expect(await findArea(db.pool, '99')).toBeUndefined();
  });

  it('are found by name, initials, pinyin and code', async () => {
    expect(await searchAreas(db.pool, { text: '唐藏', limit: 1 })).toEqual([
      { code: '610330105000', name: '唐藏镇', level: 4, path: '陕西省宝鸡市凤县唐藏镇' },
    ]);
    expect(await names({ text: 'SSPZ' })).toEqual(['双石铺镇']);
    expect(await names({ text: 'tangzangz' })).toEqual(['唐藏镇']);
    expect(await names({ text: '6103301050', levels: [4] })).toEqual(['唐藏镇']);
    expect((await names({ text: 'fx', near: '610330105000' }))[0]).toBe('凤县');
    expect(await names({ text: '铺', within: fengxian, levels: [4] })).toEqual([
      '双石铺镇',
      '黄牛铺镇',
      '红花铺镇',
    ]);
    expect((await searchAreas(db.pool, { text: '东城区' }))[0]?.path).toBe('北京市东城区');
  });

  it('take every text for what it is', async () => {
    for (const text of ['%', '_', "'; DROP TABLE area.area; --", '\\', '\u{10ffff}', '😀', ' ', '９９９']) {
      expect(await names({ text })).toEqual([]);
    }
  });

  it('are searched on the phone in the same order', async () => {
    const picker = await pickerAreas(db.pool, '610330');
    expect(picker).toHaveLength(3_434);
    expect(z.array(AreaEntry).safeParse(picker).success).toBe(true);
    const text = fc.oneof(
      fc.constantFrom(
        's',
        'sx',
        'fx',
        '凤',
        '村',
        '铺',
        '1',
        '61',
        '6103',
        'f',
        '县',
        'lv',
        '双石铺',
        '新区',
        'xian',
      ),
      fc
        .tuple(
          fc.nat(picker.length - 1),
          fc.constantFrom('name', 'pinyin', 'initials', 'code'),
          fc.nat(3),
          fc.integer({ min: 1, max: 6 }),
        )
        .map(([i, column, from, length]) => picker[i]![column as 'name'].slice(from, from + length))
        .filter((part) => part !== ''),
    );
    const near = fc.option(fc.constantFrom(fengxian, '610330105001', '110101000000'), { nil: undefined });
    const levels = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), {
      nil: undefined,
    });
    await fc.assert(
      fc.asyncProperty(
        text,
        near,
        levels,
        fc.integer({ min: 1, max: 50 }),
        async (key, close, some, limit) => {
          const options = { limit, ...(close && { near: close }), ...(some && { levels: some }) };
          const found = await searchAreas(db.pool, { text: key, ...options });
          expect(found.map((area) => area.code)).toEqual(
            searchLocal(picker, key, options).map((area) => area.code),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leave out a code that has ended, but still know its name', async () => {
    await db.pool.query("UPDATE area.area SET valid_until = '2024-01-01' WHERE code = '610330107000'");
    expect(await names({ text: '坪坎' })).not.toContain('坪坎镇');
    expect((await childrenOf(db.pool, fengxian)).map((area) => area.name)).not.toContain('坪坎镇');
    expect((await findArea(db.pool, '610330107'))?.name).toBe('坪坎镇');
    expect((await pathOf(db.pool, '610330107000')).at(-1)?.name).toBe('坪坎镇');
  });
});

describe('the areas of the whole country', () => {
  it('are added to what is there, as one tree, and not twice', async () => {
    const before = await one<{ definitions: string[] }>(indexes);
    expect(await inTransaction(db.pool, (tx) => loadAll(tx))).toBe(665_274 - 3_434);
    expect(await one(indexes)).toEqual(before);
    expect(before.definitions).toHaveLength(5);
    expect(
      await one(`SELECT count(*)::int AS areas, count(*) FILTER (WHERE level = 5)::int AS villages,
                        count(*) FILTER (WHERE parent IS NOT NULL AND NOT EXISTS
                          (SELECT FROM area.area AS above WHERE above.code = area.parent AND above.level < area.level))::int AS orphans
                   FROM area.area`),
    ).toEqual({ areas: 665_274, villages: 620_572, orphans: 0 });
    await db.pool.query("UPDATE area.area SET name = '旧名' WHERE code = '441900003001'");
    expect(await inTransaction(db.pool, (tx) => loadAll(tx))).toBe(1);
  });

  it('are searched as a whole and in part', async () => {
    expect((await names({ text: 'xianrenqiao' }))[0]).toBe('仙人桥镇');
    const inside = await searchAreas(db.pool, { text: '人桥', within: '220000000000', limit: 100 });
    expect(inside.length).toBeGreaterThan(0);
    expect(inside.every((area) => area.name.includes('人桥') && isWithin(area.code, '220000000000'))).toBe(
      true,
    );
    expect((await names({ text: '凤', near: fengxian, limit: 1 }))[0]).toBe('凤县');
  });
});

const indexes = `SELECT array_agg(indexdef ORDER BY indexdef) AS definitions FROM pg_indexes
                  WHERE schemaname = 'area' AND tablename = 'area'`;

import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { areaPrefix } from '../../kernel/areaCode.ts';
import {
  countyOf,
  formatPath,
  fullCode,
  isWithin,
  levelOf,
  nearness,
  parentOf,
  searchKey,
  searchLocal,
  spokenName,
} from './rules.ts';
import { AreaCode, type AreaEntry, AreaSearch } from './schema.ts';

const fengxian = '610330000000';

function entry(code: string, name: string, pinyin: string, initials: string): AreaEntry {
  return { code, name, level: levelOf(code), pinyin, initials };
}

const areas: AreaEntry[] = [
  entry('610000000000', '陕西省', 'shanxisheng', 'sxs'),
  entry('610300000000', '宝鸡市', 'baojishi', 'bjs'),
  entry('371325000000', '费县', 'feixian', 'fx'),
  entry(fengxian, '凤县', 'fengxian', 'fx'),
  entry('610330100000', '双石铺镇', 'shuangshipuzhen', 'sspz'),
  entry('610330101000', '凤州镇', 'fengzhouzhen', 'fzz'),
  entry('110108001001', 'A区社区居委会', 'aqushequ', 'aqsq'),
];

/** A code of any level, built from segments the way the Bureau does. */
const code = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.tuple(...[99, 99, 99, 999, 999].map((max) => fc.integer({ min: 1, max }))),
  )
  .map(([level, segments]) => {
    const parts = segments.map((segment, i) => (i < level ? segment : 0));
    const province = String(Math.max(11, parts[0]!));
    return (
      province +
      parts
        .slice(1)
        .map((part, i) => String(part).padStart(i < 2 ? 2 : 3, '0'))
        .join('')
    );
  });

describe('codes', () => {
  it('tells the level from trailing zeros', () => {
    expect(['610000000000', '610300000000', fengxian, '610330100000', '610330100001'].map(levelOf)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(levelOf('441900000000')).toBe(2);
    expect(levelOf('441900003000')).toBe(4);
  });

  it('finds the area above, also in a city without counties', () => {
    expect(parentOf('610330100001')).toBe('610330100000');
    expect(parentOf('610330100000')).toBe(fengxian);
    expect(parentOf('441900003000')).toBe('441900000000');
    expect(parentOf('610000000000')).toBeNull();
  });

  it('knows what lies within', () => {
    expect(isWithin('610330100001', fengxian)).toBe(true);
    expect(isWithin(fengxian, fengxian)).toBe(true);
    expect(isWithin('610331000000', fengxian)).toBe(false);
    expect(isWithin(fengxian, '610330100000')).toBe(false);
    expect(isWithin('441900003001', '441900000000')).toBe(true);
    expect(countyOf('610330100001')).toBe('610330');
    expect(nearness('610330100000', fengxian)).toBe(3);
    expect(AreaCode.safeParse('61033').success).toBe(false);
  });

  property.prop([code])('an area lies within all its ancestors and never the other way round', (area) => {
    const parent = parentOf(area);
    expect(area).toHaveLength(12);
    expect(fullCode(areaPrefix(area))).toBe(area);
    expect(isWithin(area, area)).toBe(true);
    if (parent === null) {
      expect(levelOf(area)).toBe(1);
      return;
    }
    expect(levelOf(parent)).toBe(levelOf(area) - 1);
    expect(isWithin(area, parent)).toBe(true);
    expect(isWithin(parent, area)).toBe(false);
    expect(nearness(area, parent)).toBe(levelOf(parent));
  });
});

describe('names', () => {
  it('writes a path as people do', () => {
    expect(formatPath(['陕西省', '宝鸡市', '凤县', '双石铺镇'])).toBe('陕西省宝鸡市凤县双石铺镇');
    expect(formatPath(['北京市', '市辖区', '东城区'])).toBe('北京市东城区');
    expect(formatPath(['河南省', '省直辖县级行政区划', '济源市'])).toBe('河南省济源市');
    expect(formatPath(['重庆市', '县'])).toBe('重庆市县');
    expect(formatPath(['北京市', '北京市'])).toBe('北京市');
  });

  it('keeps the part that is said', () => {
    expect(
      ['双石铺村村民委员会', '凤州村委会', '新民街社区居委会', '城关居民委员会', '双石铺镇', '居委会'].map(
        spokenName,
      ),
    ).toEqual(['双石铺村', '凤州村', '新民街社区', '城关', '双石铺镇', '居委会']);
  });
});

describe('the picker without a network', () => {
  const names = (text: string, options = {}) => searchLocal(areas, text, options).map((area) => area.name);

  it('finds by name, initials, pinyin and code', () => {
    expect(names('凤')).toEqual(['凤县', '凤州镇']);
    expect(names('石铺')).toEqual(['双石铺镇']);
    expect(names('SSP')).toEqual(['双石铺镇']);
    expect(names('fengz')).toEqual(['凤州镇']);
    expect(names('6103')).toEqual(['宝鸡市', '凤县', '双石铺镇', '凤州镇']);
    expect(names(' 陕 西 ')).toEqual(['陕西省']);
    expect(names('ａ区')).toEqual(['A区社区居委会']);
    expect(names('无此地')).toEqual([]);
    expect(names('  ')).toEqual([]);
  });

  it('puts what is near first, and keeps to levels and limit', () => {
    expect(names('fx')).toEqual(['费县', '凤县']);
    expect(names('fx', { near: '610330101000' })).toEqual(['凤县', '费县']);
    expect(names('凤', { levels: [4] })).toEqual(['凤州镇']);
    expect(names('6', { limit: 2 })).toEqual(['陕西省', '宝鸡市']);
  });

  it('reads what keyboards give', () => {
    expect(searchKey('６１０３')).toEqual({ key: '6103', kind: 'code' });
    expect(searchKey('Lǜ'.normalize('NFC')).kind).toBe('name');
    expect(searchKey('lü')).toEqual({ key: 'lv', kind: 'letters' });
    expect(AreaSearch.safeParse({ text: ' 凤 ' }).data).toEqual({ text: '凤' });
    expect(AreaSearch.safeParse({ text: ' ' }).success).toBe(false);
  });

  property.prop([fc.constantFrom(...areas), fc.integer({ min: 1, max: 12 })])(
    'finds every area by any start of its name, letters or code',
    (area, length) => {
      for (const full of [area.name, area.pinyin, area.initials, area.code]) {
        expect(searchLocal(areas, full.slice(0, length))).toContain(area);
      }
    },
  );
});

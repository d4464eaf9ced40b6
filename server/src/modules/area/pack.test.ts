import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWithin, levelOf, parentOf } from '@lianfang/domain/modules/area/rules.ts';
import { describe, expect, it } from 'vitest';
import { type Area, openAreaPack } from './pack.ts';

const pack = openAreaPack();
const file = new URL('../../../assets/areas.pack', import.meta.url);

describe('the file of areas', () => {
  it('holds the whole country as one tree without gaps', () => {
    const seen = new Map<string, Area>();
    const counts = [0, 0, 0, 0, 0];
    const faults: string[] = [];
    for (const area of pack.all()) {
      const parent = area.parent === null ? undefined : seen.get(area.parent);
      if (seen.has(area.code)) faults.push(`${area.code} twice`);
      if (!/^[1-9]\d{11}$/.test(area.code) || area.name.trim() === '')
        faults.push(`${area.code} ${area.name}`);
      if (levelOf(area.code) !== area.level || parentOf(area.code) !== area.parent)
        faults.push(`${area.code} level`);
      if (area.level > 1 && (parent === undefined || parent.level >= area.level))
        faults.push(`${area.code} parent`);
      seen.set(area.code, area);
      counts[area.level - 1]! += 1;
    }
    expect(faults).toEqual([]);
    // The source has 31, 342, 2 978, 41 352 and 620 573 rows. Three provinces are added (710000, 810000, 820000);
    // 东莞, 中山, 儋州 and 金门县 each stand in the source a second time one or two levels below themselves.
    expect(counts).toEqual([31 + 3, 342, 2_978 - 3, 41_352 - 1, 620_573 - 1]);
    expect(pack.counts).toEqual(counts);
  });

  it('gives one county with everything below it', () => {
    const own = pack.county('610330');
    expect(own[0]).toEqual({ code: '610330000000', name: '凤县', level: 3, parent: '610300000000' });
    expect(own.filter((area) => area.level === 4).map((area) => area.name)).toEqual([
      '双石铺镇',
      '凤州镇',
      '黄牛铺镇',
      '红花铺镇',
      '河口镇',
      '唐藏镇',
      '平木镇',
      '坪坎镇',
      '留凤关镇',
      '马头滩林业局',
      '辛家山林业场',
    ]);
    expect(own.filter((area) => area.level === 5)).toHaveLength(72);
    expect(own.every((area) => isWithin(area.code, '610330000000'))).toBe(true);
  });

  it('takes a city without counties for one, and nothing else', () => {
    expect(pack.county('441900')[0]).toEqual({
      code: '441900000000',
      name: '东莞市',
      level: 2,
      parent: '440000000000',
    });
    expect(pack.county('441900')[1]).toMatchObject({ level: 4, parent: '441900000000' });
    expect(pack.county('350527')).toHaveLength(1);
    expect(pack.county('610300')).toEqual([]);
    expect(pack.county('610000')).toEqual([]);
    expect(pack.county('999999')).toEqual([]);
  });

  it('spells names the way the places are called', () => {
    const spelled = (name: string) => Object.values(pack.spell(name)).join(' ');
    expect(spelled('凤县')).toBe('fengxian fx');
    expect(spelled('双石铺村民委员会')).toBe('shuangshipucun sspc');
    expect(spelled('西藏自治区')).toBe('xizangzizhiqu xzzzq');
    expect(spelled('重庆市')).toBe('chongqingshi cqs');
    expect(spelled('六安市')).toBe('luanshi las');
    expect(spelled('乐清市')).toBe('yueqingshi yqs');
    expect(spelled('洪洞县')).toBe('hongtongxian htx');
    expect(spelled('吕梁市')).toBe('lvliangshi lls');
    expect(spelled('７６８厂社区居委会')).toBe('768changshequ 768csq');
  });

  it('is read in the time a start allows', () => {
    const start = performance.now();
    const opened = openAreaPack();
    opened.county('610330');
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('refuses a damaged file and says so', () => {
    const bytes = readFileSync(file);
    const folder = mkdtempSync(join(tmpdir(), 'areas-'));
    for (const [name, spoil] of [
      ['cut', () => bytes.subarray(0, bytes.length - 1)],
      [
        'altered',
        () =>
          Buffer.concat([bytes.subarray(0, 9_000), Buffer.from([bytes[9_000]! ^ 1]), bytes.subarray(9_001)]),
      ],
      ['empty', () => Buffer.alloc(0)],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, spoil());
      expect(() => openAreaPack(path), name).toThrow(/damaged/);
    }
  });
});

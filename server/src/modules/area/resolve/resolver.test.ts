import { fc, test as property } from '@fast-check/vitest';
import { levelOf } from '@lianfang/domain/modules/area/rules.ts';
import { Resolved } from '@lianfang/domain/modules/area/schema.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { openAreaPack } from '../pack.ts';
import { openTree } from './load.ts';
import { otherNames } from './otherNames.ts';
import { newResolver } from './resolver.ts';
import { codeOf, nameOf, nodeOf, type Tree } from './tree.ts';

let tree: Tree;
let resolve: (address: string) => Resolved;
beforeAll(async () => {
  tree = await openTree();
  resolve = newResolver(tree, '610330');
}, 180_000);

describe('the tree of a resolver', () => {
  it('holds every area of the pack under its name, below its parent', () => {
    let wrong = 0;
    for (const { code, name, parent } of openAreaPack().all()) {
      const node = nodeOf(tree, code);
      const above = node < 0 ? -1 : (tree.parent[node] as number);
      const filler = /^(?:市辖区|县|.*直辖县级行政区划)$/.test(name);
      const named = node >= 0 && (nameOf(tree, node) === name || (filler && nameOf(tree, node) === ''));
      if (!named || (parent === null ? above !== -1 : codeOf(tree, above) !== parent)) wrong += 1;
    }
    expect(wrong).toBe(0);
  });

  it('takes less than 40 MB', () => {
    const arrays = Object.values(tree).filter((value) => ArrayBuffer.isView(value));
    expect(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(40e6);
  });

  it('knows every place that another name stands for', () => {
    expect(otherNames.filter(({ code }) => nodeOf(tree, code) < 0)).toEqual([]);
  });
});

describe('an address', () => {
  it.each([
    ['陕西省宝鸡市凤县凤州镇国安寺村3组12号', '610330101216', 'exact'],
    ['陕西宝鸡凤县凤州国安寺', '610330101216', 'short_name'],
    ['凤县国安寺村', '610330101216', 'level_skipped'],
    ['凤州镇国安寺村委会', '610330101216', 'own_county'],
    ['国安寺村，凤州镇，凤县', '610330101216', 'order_disturbed'],
    ['陝西省 寶鷄市 鳳縣 鳳州鎮', '610330101000', 'exact'],
    ['陕西省宝鸡市风县', '610330000000', 'similar_name'],
    ['陕西省宝鸡市凤县凤洲镇国安寺村', '610330101216', 'similar_name'],
    ['西安市户县甘亭镇', '610118001000', 'old_name'],
    ['凤县双石铺镇新建路居委会2单元501 张某 19912345678', '610330100001', 'exact'],
    ['凤县凤州镇５组１０６号', '610330101000', 'exact'],
    ['广东省东莞市厚街镇', '441900122000', 'exact'],
    ['北京市朝阳区', '110105000000', 'not_named'],
    ['广西融水县', '450225000000', 'short_name'],
    ['从广东省东莞市厚街镇返回凤县双石铺镇', '610330100000', 'exact'],
  ])('%s', (address, code, why) => {
    const found = resolve(address);
    expect([found.code, found.why.includes(why as never)]).toEqual([code, true]);
  });

  it('that fits several places names none of them, says so and offers them', () => {
    const many = newResolver(tree, undefined)('山东省和平村');
    expect(many.level).toBeLessThan(5);
    expect(many.why).toContain('ambiguous');
    expect(many.candidates.length).toBeGreaterThan(1);
    expect(many.candidates.every(({ code, confidence }) => code.startsWith('37') && confidence <= 0.6)).toBe(
      true,
    );
  });

  it('that is one word is the city rather than a village, and is not chosen among several', () => {
    const found = resolve('西安');
    expect([found.level, found.why[0], found.candidates[0]?.code]).toEqual([0, 'ambiguous', '610100000000']);
    expect(resolve('宝鸡')).toMatchObject({ code: '610300000000' });
  });

  it('that says nothing else is taken as the own county’s, and as no one’s where there is none', () => {
    expect(resolve('河口镇').code).toBe('610330104000');
    expect(newResolver(tree, undefined)('河口镇')).toMatchObject({ level: 0, candidates: expect.anything() });
    expect(newResolver(tree, '370521')('河口镇').code).not.toBe('610330104000');
  });

  it('that names a place we do not know there stays at the township', () => {
    expect(resolve('陕西省宝鸡市凤县凤州镇吕家磨坊村')).toMatchObject({ code: '610330101000', level: 4 });
  });

  it('that contradicts itself is never sure', () => {
    const found = resolve('陕西省汉中市凤县凤州镇');
    expect(found.why).toContain('contradiction');
    expect(found.confidence).toBeLessThan(0.7);
  });

  it('says nothing of what is no address', () => {
    for (const nothing of ['', '   ', '19900000001', 'hello', '不详', '😀'])
      expect(resolve(nothing)).toMatchObject({ level: 0, confidence: 0, candidates: [] });
  });

  it('uses what the county has learned, and only there', () => {
    const learned = newResolver(tree, '610330', [{ text: '老县城', code: '610330101000' }]);
    expect(learned('老县城3组12号')).toMatchObject({ code: '610330101000', why: ['alias', 'own_county'] });
    expect(learned('凤县老县城')).toMatchObject({ code: '610330101000' });
    expect(resolve('凤县老县城').level).toBe(3);
  });
});

const syllables = [
  '陕西省',
  '宝鸡市',
  '凤县',
  '凤州',
  '镇',
  '国安寺',
  '村',
  '县',
  '省',
  '区',
  '街道',
  '和平',
  '3组',
  ' ',
  '社区',
];
const pieces = fc.array(fc.constantFrom(...syllables), { maxLength: 40 }).map((words) => words.join(''));
const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), pieces);

property.prop([anything])('any text has an answer that holds together', (text) => {
  const found = resolve(text);
  expect(Resolved.safeParse(found).success).toBe(true);
  expect(found.code === undefined).toBe(found.level === 0);
  if (found.code !== undefined) expect(levelOf(found.code)).toBe(found.level);
  expect(resolve(text)).toEqual(found);
});

property.prop([pieces])('blanks, width and punctuation change nothing', (text) => {
  const spaced = [...text].join(' ').replace(/[0-9]/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
  expect(resolve(`　${spaced}。`)).toEqual(resolve(text));
});

it('a line of 10 kB takes no longer than an address', () => {
  for (const words of ['和平村', '凤县', '中华新村街道社区', '一', '县镇村']) {
    const text = words.repeat(Math.ceil(10_000 / (words.length * 3)));
    resolve(text);
    const began = performance.now();
    for (let times = 0; times < 10; times += 1) resolve(text);
    expect((performance.now() - began) / 10, words).toBeLessThan(100);
  }
});

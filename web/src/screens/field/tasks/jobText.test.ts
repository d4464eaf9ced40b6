import { expect, it } from 'vitest';
import { nearBy } from './jobText.ts';

it('leaves out of an address what goes without saying here, and nothing else', () => {
  const said = ['凤县', '双石铺镇'];
  expect(nearBy('陕西省宝鸡市凤县双石铺镇草店村2组6号', said)).toBe('草店村2组6号');
  expect(nearBy('凤县凤州镇白石铺村1组', said)).toBe('凤州镇白石铺村1组');
  expect(nearBy('西庄村3组', said)).toBe('西庄村3组');
  // Nothing would be left.
  expect(nearBy('陕西省宝鸡市凤县', said)).toBe('陕西省宝鸡市凤县');
  expect(nearBy('甘肃省陇南市两当县城关镇东街凤县饭店对面', said)).toBe(
    '甘肃省陇南市两当县城关镇东街凤县饭店对面',
  );
});

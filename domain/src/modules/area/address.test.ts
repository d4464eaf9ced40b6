import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { canBeAlias, comparable } from './address.ts';

describe('what is compared of an address', () => {
  it.each([
    ['陕西省　宝鸡市 凤县', '陕西省宝鸡市凤县'],
    ['凤县（双石铺镇）１２号－Ａ', '凤县双石铺镇12号a'],
    ['陝西省寶鷄市鳳縣', '陕西省宝鸡市凤县'],
    ['⼭东\u200b省', '山东省'],
    ['一〇四团', '一零四团'],
    ['🏠', ''],
  ])('%s', (text, plain) => expect(comparable(text)).toBe(plain));

  property.prop([fc.string({ unit: 'binary', maxLength: 600 })])('is settled and short', (text) => {
    const plain = comparable(text);
    expect(plain.length).toBeLessThanOrEqual(160);
    expect(comparable(plain)).toBe(plain);
  });
});

it.each([
  ['老街口', true],
  ['县水泥厂家属区', true],
  ['凤县凤州镇国安寺村三组十二号', false],
  ['阳光小区三单元', false],
  ['一组', false],
  ['社区', false],
  ['老', false],
  ['张三19900000001', false],
  ['abc路', false],
])('%s can be an alias: %s', (text, may) => expect(canBeAlias(text)).toBe(may));

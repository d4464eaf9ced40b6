import type { MoveName } from '@lianfang/domain/kernel/task.ts';
import { ago, HOUR, id } from './deskStubData.ts';

// Units and people of the exercise, with names as long as they come.

export const now = () => new Date().toISOString();
export const ahead = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
export const units = [
  '双石铺镇',
  '凤州镇',
  '黄牛铺镇',
  '红花铺镇',
  '河口镇',
  '唐藏镇',
  '平木镇',
  '坪坎镇',
  '留凤关镇',
  '县公安局刑事侦查大队与疫情防控协查工作联合专班',
];
export const unit = (n: number) => ({
  unit: id(50 + (n % units.length)),
  unitName: units[n % units.length] as string,
});
const people = [
  '郑协查',
  '马组长',
  '段双石',
  '买买提·吐尔逊江·阿卜杜热合曼',
  '周指挥',
  '陈数据',
  '刘值守',
  '白夜班',
];
export const person = (n: number) => ({
  account: id(10 + (n % people.length)),
  display: people[n % people.length] as string,
  unitName: units[n % units.length] as string,
});
const step = (n: number, move: MoveName, more: object = {}) => ({
  entry: id(7000 + n),
  position: String(48_000 + n),
  move,
  by: person(n).account,
  byName: person(n).display,
  at: ago(500 - n * 60),
  from: 'open',
  to: 'accepted',
  contested: false,
  ...more,
});
export const steps = [
  step(0, 'accept'),
  step(1, 'report_progress'),
  step(2, 'ask_extension', { due: ahead(5), reason: '外出务工，今晚返回' }),
  step(3, 'grant_extension', { due: ahead(5) }),
  step(4, 'escalate', { byName: undefined, level: 'unit_lead' }),
  step(5, 'reassign', { owner: unit(3) }),
];

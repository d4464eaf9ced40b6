import type { ResolveReason } from './schema.ts';

/** Why an alias was not taken. */
export const areaWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'area.alias.text': {
    zh: '这不是一个地名：请只填 2–16 个汉字的地名，不要填门牌、单元、姓名或整条地址',
    en: 'This is not the name of a place: give 2 to 16 Chinese characters, no house number, no person, no whole address',
  },
  'area.alias.code': {
    zh: '没有这个区划代码，请先选定地点',
    en: 'There is no area with this code: choose the place first',
  },
  'area.alias.missing': {
    zh: '这条别名不存在或已被取消',
    en: 'There is no such alias, or it has been dropped already',
  },
};

/** Why an address was placed where it was. */
export const resolveWords: Readonly<Record<ResolveReason, { zh: string; en: string }>> = {
  exact: { zh: '名称一致', en: 'the name as it is' },
  short_name: { zh: '简称', en: 'a shortened name' },
  similar_name: { zh: '与写法相近的名称比对得出，请核对', en: 'a similar name: please check' },
  old_name: { zh: '旧称或旧建制', en: 'a former name or rank' },
  alias: { zh: '本县记下的别名', en: 'an alias that the county has learned' },
  own_county: { zh: '未写县名，按本县处理', en: 'no county is named: taken as the own county' },
  level_skipped: { zh: '未写乡镇', en: 'the township is not named' },
  order_disturbed: { zh: '顺序颠倒', en: 'the order is disturbed' },
  contradiction: { zh: '地址前后矛盾', en: 'the address contradicts itself' },
  ambiguous: { zh: '有多个地方同样符合，请选定', en: 'several places fit equally: please choose' },
  not_named: { zh: '未写到乡镇', en: 'no township is named' },
  unknown: { zh: '没有可识别的地名', en: 'no known place is named' },
};

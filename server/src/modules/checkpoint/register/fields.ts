import { headerKey } from '../../../kernel/imports/cells.ts';
import type { Column as ColumnOf } from '../../../kernel/imports/header.ts';

/** What a column of a register can mean. `ignore` is a column that is known and not kept (address, sex, who filled it in). */
export const registerFields = [
  'time',
  'date',
  'plate',
  'vehicleType',
  'personCount',
  'name',
  'document',
  'documentType',
  'phone',
  'from',
  'to',
  'temperature',
  'certificate',
  'sampled',
  'outcome',
  'turnedBack',
  'released',
  'reason',
  'note',
  'post',
  'shift',
  'mode',
  'sequence',
  'errorReason',
  'ignore',
] as const;
export type RegisterField = (typeof registerFields)[number];

/** Cells that belong to the vehicle: merged over its persons, standing in the first row alone, or repeated. */
export const vehicleFields = [
  'time',
  'date',
  'plate',
  'vehicleType',
  'personCount',
  'from',
  'to',
  'outcome',
  'turnedBack',
  'released',
  'reason',
  'post',
  'shift',
  'mode',
] as const satisfies readonly RegisterField[];

/** A header row as understood: which field each column is. */
export type Column = ColumnOf<RegisterField>;

/**
 * Words of headers, looked at in this order on the header without spaces, marks and brackets. The first that fits wins:
 * what is narrow (采样时间, 劝返原因) stands before what is wide (时间, 原因).
 */
const HEADER_WORDS: readonly (readonly [RegisterField, RegExp])[] = [
  ['errorReason', /^错误(?:原因|说明)/],
  ['sequence', /^(?:序号?|编号|行号|no|#)$/],
  [
    'ignore',
    /(?:登记|填报|填表|记录|检查|查验|值班|经办|核对|采样)(?:人员?|民警|员|者|医护|机构|单位)(?:姓名|签[名字])?$|签[名字]$/,
  ],
  ['ignore', /出生|性别|年龄|民族|离开时间|采样时间|检测时间|检测机构|健康码|行程|疫苗/],
  ['turnedBack', /^(?:是否)?(?:被)?劝[返离回](?:情况|人员)?$/],
  ['released', /^是否(?:准予|允许|同意)?(?:放行|通过|通行)$/],
  ['reason', /原因|理由|事由/],
  ['sampled', /采样|采集|咽拭子|现场核酸/],
  ['certificate', /核酸|检测(?:证明|报告|结果)|阴性|健康证明/],
  ['temperature', /体温|温度|测温/],
  ['personCount', /人数|人员数|乘员数|载员|同行人员?数/],
  ['phone', /电话|手机|联系方式|联络方式|联系号码/],
  ['documentType', /(?:证件|证照)(?:类型|种类|类别|名称)/],
  ['document', /身份证|身份号|公民身份|证件|护照|证号/],
  ['vehicleType', /车型|(?:车辆|号牌|汽车|机动车)(?:类型|种类|类别|型号)|车种|车类/],
  ['plate', /车牌|号牌|车号|牌照|牌号|车辆号/],
  ['shift', /班次|班别|班组/],
  ['from', /来自|出发|始发|起点|起始|来源地|来源|来处|来向|从何|何处来|何地来|驶来|途经地|来地/],
  ['to', /前往|目的|终点|去向|去往|去处|往何|何处去|何地去|到何|到达地|驶往|拟去|去地/],
  ['ignore', /住址|地址|户籍|籍贯|住所|居住/],
  ['post', /检查点|卡点|检查站|卡口|站点|点位|执勤点|登记点|查验点/],
  ['time', /时间|时刻|时分/],
  ['date', /日期|^日$|^月日$/],
  ['name', /姓名|名字|人员名称|驾驶[员人]|司机|乘客|驾乘|被检(?:查)?人|^人员$/],
  ['mode', /(?:通行|出行|交通|过卡)(?:方式|类型)|人车类型/],
  ['outcome', /处置|处理|处办|处里|结果|结论|放行情况|查验情况|检查情况/],
  ['note', /备注|说明|其他|其它/],
];

/** The field a header means, undefined for a word that is not known. `mapping` (by `headerKey`) goes first. */
export function fieldOfHeader(
  text: string,
  mapping: Readonly<Record<string, RegisterField>> = {},
): RegisterField | undefined {
  const key = headerKey(text);
  if (key === '') return undefined;
  const given = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  if (given !== undefined) return given;
  if (key.length > 16) return undefined;
  return HEADER_WORDS.find(([, words]) => words.test(key))?.[0];
}

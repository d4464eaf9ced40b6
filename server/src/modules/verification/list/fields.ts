import type { ListField } from '@lianfang/domain/modules/verification/schema.ts';
import { headerKey } from '../../../kernel/imports/cells.ts';
import type { HeaderWords, Mapping } from '../../../kernel/imports/header.ts';

/**
 * Words of headers, looked at in this order on the header without spaces, marks and brackets. The first that fits wins:
 * what is narrow (出生日期, 来源单位) stands before what is wide (日期, 来源).
 */
const HEADER_WORDS: readonly (readonly [ListField, RegExp])[] = [
  ['errorReason', /^错误(?:原因|说明)/],
  ['ignore', /^(?:序号?|编号|行号|no|#)$/],
  [
    'ignore',
    /(?:填报|填表|登记|推送|核查|报送|经办|审核|录入)(?:人员?|民警|员|者|单位|部门|机构)(?:姓名|签[名字])?$|签[名字]$/,
  ],
  [
    'ignore',
    /出生|性别|年龄|民族|国籍|职业|(?:来源|信息|推送|下发|报送|工作)(?:单位|部门|渠道|途径)|信息来源|数据来源/,
  ],
  ['ignore', /采样|检测|核酸|疫苗|健康码|体温|(?:推送|下发|核查|登记|填报|接收|反馈|录入)(?:日期|时间)/],
  [
    'ignore',
    /车次|航班|车厢|座位|车牌|号牌|交通(?:方式|工具)|证件(?:类型|种类|类别)|风险等级|核查(?:结果|情况|结论)|管控措施/,
  ],
  ['phone', /电话|手机|联系方式|联络方式|联系号码|联系号/],
  ['document', /身份证|身份号|公民身份|证件|护照|证号/],
  [
    'arrived',
    /(?:抵达|到达|返回|返(?:凤|县|乡|家|宝|陕)|来(?:凤|县|返)|入(?:县|境|凤)|回(?:县|家|凤)|到(?:凤|县|家)|落地).*(?:日期|时间|日|时)$|^(?:抵达|到达|返回|返乡|来返)$/,
  ],
  [
    'from',
    /从何处?来|何[处地]来|来源地|来自|出发|始发|起点|旅居|途经|来地|来处|^来源$|(?:到访|去过)|风险(?:地区|区域)|^从哪/,
  ],
  ['address', /住址|地址|住所|居住|现居|落脚|户籍|籍贯|住在/],
  [
    'addressPart',
    /^(?:所属|所在|现住|属地)?(?:省份?|地?市|区县|县区?|县(?:市|区)|乡镇|镇街?|镇办|乡镇街道|街道|镇街道|社区|村|村社区|村居|行政村|小区|村组|组)(?:名称?)?$/,
  ],
  ['arrived', /日期|时间$/],
  ['from', /来源|起始/],
  ['name', /姓名|名字|人员名称|^(?:人员|名称|被核查人)$/],
  ['remark', /备注|说明|其他|其它|备考/],
];

/** The field a header means, undefined for a word that is not known. `mapping` (by `headerKey`) goes first. */
export function listFieldOf(text: string, mapping: Mapping<ListField> = {}): ListField | undefined {
  const key = headerKey(text);
  if (key === '') return undefined;
  if (Object.hasOwn(mapping, key)) return mapping[key];
  if (key.length > 16) return undefined;
  return HEADER_WORDS.find(([, words]) => words.test(key))?.[0];
}

export const listHeader: HeaderWords<ListField> = {
  fieldOf: listFieldOf,
  needed: ['name', 'document', 'phone'],
  ignore: 'ignore',
  least: 2,
  likely: /姓\s*名|名\s*字|身份证|证件|公民身份|电话|手机/,
};

/** Where somebody is registered, which is where he lives only when nothing else is said. */
export function isHousehold(header: string): boolean {
  return /户籍|籍贯/.test(header);
}

import { countyDay, startOfDay, wallClock } from '@lianfang/domain/kernel/time.ts';

export type DocumentLang = 'zh' | 'en';
type Step = 'compiled' | 'reviewed' | 'approved' | 'issued' | 'returned';

const units: Record<string, { zh: string; en: string }> = {
  vehicle: { zh: '辆次', en: 'vehicles' },
  person: { zh: '人次', en: 'persons' },
  certificate: { zh: '份', en: 'certificates' },
  sample: { zh: '份', en: 'samples' },
  post: { zh: '个', en: 'posts' },
  directive: { zh: '件', en: 'directives' },
  meeting: { zh: '次', en: 'meetings' },
  task_force: { zh: '个', en: 'task forces' },
  minute: { zh: '分钟', en: 'minutes' },
  row: { zh: '条', en: 'rows' },
  time: { zh: '次', en: 'times' },
};

export function unitWord(unit: string, lang: DocumentLang): string {
  return units[unit]?.[lang] ?? unit;
}

/** A count in words of the page: plain digits in Chinese (GB/T 15835), grouped by thousands in English. */
export function count(value: number, lang: DocumentLang): string {
  const text = String(Math.abs(value));
  const grouped = lang === 'en' ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
  return value < 0 ? `−${grouped}` : grouped;
}

/** The change against the period before: `+12（+4.1%）`, `−3（−0.2%）`, `持平`; no share of nothing. */
export function change(value: number, before: number, lang: DocumentLang): string {
  const difference = value - before;
  if (difference === 0) return lang === 'zh' ? '持平' : 'no change';
  const sign = difference > 0 ? '+' : '−';
  const plain = `${sign}${count(Math.abs(difference), lang)}`;
  if (before === 0) return plain;
  const share = `${sign}${((Math.abs(difference) / before) * 100).toFixed(1)}%`;
  return lang === 'zh' ? `${plain}（${share}）` : `${plain} (${share})`;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2022年1月5日`, `5 January 2022`, from `2022-01-05`. */
export function dayWords(day: string, lang: DocumentLang): string {
  const [year, month, date] = day.split('-').map(Number);
  return lang === 'zh' ? `${year}年${month}月${date}日` : `${date} ${months[month! - 1]} ${year}`;
}

/** `2022年1月5日8时05分`, `5 January 2022, 08:05`, in the county's time. */
export function instantWords(instant: string, lang: DocumentLang): string {
  const [, clock] = wallClock(instant).split(' ');
  const [hour, minute] = clock!.split(':');
  const day = dayWords(countyDay(instant), lang);
  if (lang === 'en') return `${day}, ${clock}`;
  return minute === '00' ? `${day}${Number(hour)}时` : `${day}${Number(hour)}时${minute}分`;
}

/** The period of a report in words; a whole calendar day of the county is named as such. */
export function periodWords(from: string, to: string, lang: DocumentLang): string {
  if (isWholeDay(from, to)) {
    const day = dayWords(countyDay(from), lang);
    return lang === 'zh' ? `${day}0时至24时` : `${day}, 00:00 to 24:00`;
  }
  const joint = lang === 'zh' ? '至' : ' to ';
  return `${instantWords(from, lang)}${joint}${instantWords(to, lang)}`;
}

/** True when the period is one calendar day of the county. */
export function isWholeDay(from: string, to: string): boolean {
  const start = startOfDay(countyDay(from));
  return Date.parse(from) === Date.parse(start) && Date.parse(to) - Date.parse(from) === 86_400_000;
}

const zh = {
  commandPost: (area: string) => `${area}疫情联防联控指挥部`,
  title: (area: string) => `${area}疫情联防联控工作日报`,
  exercise: '演练 EXERCISE',
  draft: '草稿 DRAFT',
  returned: '已退回 RETURNED',
  signer: '签发人：',
  unsigned: '（未签发）',
  lead: (period: string, area: string, figures: string) => `${period}，${area}${figures}。具体情况如下。`,
  leadFigure: (title: string, value: string, unit: string) => `${title}${value}${unit}`,
  listJoint: '、',
  figures: '一、主要指标',
  figureColumns: (day: boolean) => ['指标', '单位', '本期', day ? '前一日' : '上期', '增减'],
  /** `but`: those that go by another one, empty when none does. */
  versions: (version: number, but: string) =>
    `注：${but && `除${but}外，`}各指标口径均为第${version}版；前期数据按同一截止位置统计。`,
  version: (title: string, version: number) => `${title}第${version}版`,
  posts: '二、分卡点情况',
  postColumn: '卡点',
  total: '合计',
  elsewhere: '未列入上述卡点',
  postsNote: '注：“合计”为全县指标值；同一对象在多个卡点登记的，按登记次数计。',
  noPosts: '本期无分卡点数据。',
  completeness: '三、数据完整性',
  cutOff: (position: string, at: string) => `本日报截至账本第${position}位编制，编制时间${at}。`,
  complete: (devices: string) => `${devices}台登记设备采集的数据均已送达，本期数据完整。`,
  completeUntil: (devices: string, until: string) =>
    `${devices}台登记设备中，${until}以前采集的数据均已送达，本期数据完整。`,
  completeTold: (devices: string, until: string) =>
    `${devices}台登记设备上报的数据均已送达；其中最早一台最后联系于${until}，其后如有采集，送达后在以后的日报中列为更正。`,
  incomplete: (devices: string, behind: string) =>
    `${devices}台登记设备中，以下${behind}台尚有数据未送达，有关数据送达后在以后的日报中列为更正：`,
  incompleteUntil: (until: string) => `目前可确认${until}以前采集的数据均已送达。`,
  incompleteOther: '本期数据尚不完整，其后送达的数据在以后的日报中列为更正。',
  pending: (held: string, imports: string) =>
    `另有待核记录${held}条、未完成的登记表导入${imports}批，未计入本期数据。`,
  noPending: '无待核记录，无未完成的登记表导入。',
  deviceColumns: ['设备', '卡点', '已采集', '已送达', '未送达', '滞后起始时间'],
  unknown: '—',
  amendments: '四、对已签发日报的更正',
  noAmendments: '截至本期，已签发日报的数据没有变动。',
  amended: (reports: string) =>
    `因数据迟到或登记更正，以下${reports}期已签发日报的数据有变动，原件不改，以本次公布为准。`,
  amendmentCaption: (number: string, period: string) => `${number}（${period}）`,
  amendmentColumns: ['指标', '原公布', '更正后', '增减'],
  basis: '五、编制依据与审签',
  basisRows: {
    cutOff: '截止位置',
    ledgerHead: '账本链首哈希',
    report: '日报标识',
    compiledAt: '编制时间',
    contentHash: '内容哈希',
    key: '签名密钥',
    signature: '数字签名',
  },
  cutOffValue: (position: string) => `账本第${position}位`,
  signatureValue: 'Ed25519，见电子版',
  signoffColumns: ['环节', '经办人', '时间', '意见'],
  steps: {
    compiled: '编制',
    reviewed: '审核',
    approved: '批准',
    issued: '签发',
    returned: '退回',
  } satisfies Record<Step, string>,
  waiting: '（待办）',
  imprint: (office: string) => `${office}办公室`,
  printed: (day: string) => `${day}印发`,
  verify: '扫码验证真伪',
  verifyDraft: '未签发，扫码查看状态',
  page: (page: string) => `— ${page} —`,
  sheets: { figures: '日报', posts: '分卡点', completeness: '完整性', amendments: '更正' },
  items: { area: '区划', period: '统计时段' },
  states: {
    compiled: '已编制',
    reviewed: '已审核',
    approved: '已批准',
    issued: '已签发',
    returned: '已退回',
  } satisfies Record<Step, string>,
  deviceStates: { active: '在用', revoked: '已吊销' },
  deviceSheet: [
    '设备',
    '设备标识',
    '卡点',
    '状态',
    '已采集',
    '已送达',
    '未送达',
    '缺号',
    '滞后起始时间',
    '最后送达',
  ],
  amendmentSheet: ['文号', '统计时段', '指标', '原公布', '更正后', '增减'],
};

export type DocumentWords = typeof zh;

const en: DocumentWords = {
  commandPost: (area) => `${area} Command Post for Epidemic Prevention and Control`,
  title: (area) => `Daily Report of Epidemic Prevention and Control in ${area}`,
  exercise: '演练 EXERCISE',
  draft: '草稿 DRAFT',
  returned: '已退回 RETURNED',
  signer: 'Issued by: ',
  unsigned: '(not issued)',
  lead: (period, area, figures) => `In the period ${period}, ${area} reported: ${figures}. Details follow.`,
  leadFigure: (title, value) => `${title.charAt(0).toLowerCase()}${title.slice(1)}, ${value}`,
  listJoint: '; ',
  figures: '1. Main figures',
  figureColumns: (day) => ['Indicator', 'Unit', 'Period', day ? 'Day before' : 'Period before', 'Change'],
  versions: (version, but) =>
    `All indicators by version ${version} of their definitions${but && `, but for ${but}`}. The period before is counted at the same cut-off.`,
  version: (title, version) => `${title}, version ${version}`,
  posts: '2. By checkpoint',
  postColumn: 'Checkpoint',
  total: 'Total',
  elsewhere: 'Not at a post listed above',
  postsNote: '“Total” is the figure of the whole area. What passed several checkpoints counts at each.',
  noPosts: 'There are no figures by checkpoint for this period.',
  completeness: '3. Completeness of the data',
  cutOff: (position, at) => `This report was compiled at ledger position ${position}, on ${at}.`,
  complete: (devices) =>
    `Everything captured on the ${devices} enrolled devices has arrived: the period is complete.`,
  completeUntil: (devices, until) =>
    `Everything captured before ${until} on the ${devices} enrolled devices has arrived: the period is complete.`,
  completeTold: (devices, until) =>
    `Everything that ${devices} enrolled devices have told of has arrived. The one silent longest was last in contact on ${until}; what was captured on it since, if anything, will appear as an amendment in a later report.`,
  incomplete: (devices, behind) =>
    `Of ${devices} enrolled devices, the following ${behind} still hold data that has not arrived. What arrives later will appear as an amendment in a later report:`,
  incompleteUntil: (until) => `Everything captured before ${until} is known to have arrived.`,
  incompleteOther:
    'The period is not complete yet. What arrives later will appear as an amendment in a later report.',
  pending: (held, imports) =>
    `Records held for review: ${held}; unfinished imports of registers: ${imports}. They are not counted above.`,
  noPending: 'No record is held for review, and no import of registers is unfinished.',
  deviceColumns: ['Device', 'Post', 'Captured', 'Arrived', 'Missing', 'Behind since'],
  unknown: '—',
  amendments: '4. Amendments to issued reports',
  noAmendments: 'No figure of an issued report has changed.',
  amended: (reports) =>
    `Data that arrived late or was corrected has changed figures of ${reports} issued report(s). The originals stay as they are; the figures below apply.`,
  amendmentCaption: (number, period) => `${number} (${period})`,
  amendmentColumns: ['Indicator', 'As issued', 'Now', 'Change'],
  basis: '5. Basis and sign-off',
  basisRows: {
    cutOff: 'Cut-off',
    ledgerHead: 'Ledger head hash',
    report: 'Report id',
    compiledAt: 'Compiled at',
    contentHash: 'Content hash',
    key: 'Signing key',
    signature: 'Signature',
  },
  cutOffValue: (position) => `ledger position ${position}`,
  signatureValue: 'Ed25519, see the electronic version',
  signoffColumns: ['Step', 'By', 'At', 'Remark'],
  steps: {
    compiled: 'Compiled',
    reviewed: 'Reviewed',
    approved: 'Approved',
    issued: 'Issued',
    returned: 'Returned',
  },
  waiting: '(pending)',
  imprint: (office) => `Office of the ${office}`,
  printed: (day) => `Printed ${day}`,
  verify: 'Scan to verify',
  verifyDraft: 'Not issued; scan for its state',
  page: (page) => `— ${page} —`,
  sheets: {
    figures: 'Daily report',
    posts: 'By checkpoint',
    completeness: 'Completeness',
    amendments: 'Amendments',
  },
  items: { area: 'Area', period: 'Period' },
  states: {
    compiled: 'Compiled',
    reviewed: 'Reviewed',
    approved: 'Approved',
    issued: 'Issued',
    returned: 'Returned',
  },
  deviceStates: { active: 'active', revoked: 'revoked' },
  deviceSheet: [
    'Device',
    'Device id',
    'Post',
    'State',
    'Captured',
    'Arrived',
    'Missing',
    'Gaps',
    'Behind since',
    'Last delivery',
  ],
  amendmentSheet: ['Report', 'Period', 'Indicator', 'As issued', 'Now', 'Change'],
};

export const documentWords: Record<DocumentLang, DocumentWords> = { zh, en };

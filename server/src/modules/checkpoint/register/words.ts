import { toHalfWidth } from '@lianfang/domain/kernel/identifiers/text.ts';
import type {
  certificateResults,
  documentTypes,
  Outcome,
  turnBackReasons,
  vehicleTypes,
} from '@lianfang/domain/modules/checkpoint/schema.ts';

type VehicleType = (typeof vehicleTypes)[number];
type TurnBackReason = (typeof turnBackReasons)[number];
type DocumentType = (typeof documentTypes)[number];
type CertificateResult = (typeof certificateResults)[number];

/** Nothing but what needs no setting right. */
const PLAIN = /^[!-~\u3400-\u4dbf\u4e00-\u9fff]*$/;

function bare(text: string): string {
  if (PLAIN.test(text)) return text;
  return toHalfWidth(text.normalize('NFC')).replace(/\s+/g, '');
}

/** Registers say the same few words a hundred thousand times. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = read(text);
    if (known.size < 512) known.set(text, result);
    return result;
  };
}

const NOTHING = /^(?:无|没有|未|否|不|空|缺|[-—–/\\、.。0×✗✕xX]+|n|no|false)?$/i;
const YES = /^(?:是|有|已|对|√|✓|✔|☑|v|y|yes|true|1|\+)/i;

/** A yes-or-no cell: 是, √, 已采, Y. Undefined when it says neither. */
export function readYes(text: string): boolean | undefined {
  if (text === '') return undefined;
  const word = bare(text);
  if (word === '') return undefined;
  if (NOTHING.test(word) || /^(?:否|无|未|不|没)/.test(word)) return false;
  return YES.test(word) ? true : undefined;
}

/** Whether a sample was taken at the post. */
export const readSampled = remembered(sampledWord);

function sampledWord(text: string): boolean {
  const word = bare(text);
  if (NOTHING.test(word) || /未|不|免|拒|无需|否/.test(word)) return false;
  return YES.test(word) || /采|核酸|抗原|咽|鼻|完成/.test(word);
}

export type ReadOutcome = { outcome: Outcome; known: boolean; reason?: string };

/** 放行, 劝返（无核酸证明）, 送采样, 移交医护. Empty or unknown words count as passed and are told apart by `known`. */
export const readOutcome = remembered(outcomeWord);

function outcomeWord(text: string): ReadOutcome {
  const word = bare(text);
  const inside = /[(（【[](.+?)[)）】\]]/.exec(word)?.[1];
  const reason = inside ?? /^(?:已)?劝[返离回][:：,，;；、-]+(.+)$/.exec(word)?.[1];
  const because = reason === undefined ? {} : { reason };
  if (
    /劝[返离回]|返回|遣返|原路|折返|退回|不(?:予|准|得|许)?(?:放行|通行|通过|进入)|(?:未|拒绝|禁止)(?:放行|通行|通过|进入)/.test(
      word,
    )
  ) {
    return { outcome: 'turned_back', known: true, ...because };
  }
  if (/医护|医务|医疗|医院|医生|移交|转运|留观|隔离|120|发热门诊|救护/.test(word)) {
    return { outcome: 'handed_to_clinician', known: true, ...because };
  }
  const passed = /放行|通过|正常|准予|允许|同意|通行|放走|进入|^(?:是|√|✓|✔|y|yes|ok|合格)$/i.test(word);
  if (!passed && /采样|核酸/.test(word)) return { outcome: 'sent_to_sampling', known: true, ...because };
  return { outcome: 'passed', known: passed, ...because };
}

const VEHICLES: readonly (readonly [VehicleType, RegExp])[] = [
  ['motorcycle', /摩托|电动自行|电动车|电瓶|两轮|二轮|轻骑|motor/i],
  ['van', /面包|商务|微型(?:普通)?客车|mpv|^van$/i],
  ['car', /小型(?:普通|专用)?(?:客车|汽车|轿车)|小(?:车|客|轿|汽)|轿车|越野|私家|出租|网约|suv|^car$|乘用/i],
  ['truck', /货|卡车|挂车|牵引|重型|半挂|皮卡|罐车|工程|渣土|搅拌|自卸|危化|冷链|truck/i],
  ['bus', /客车|大巴|中巴|公交|班线|校车|旅游|bus|coach/i],
];

/** 小型汽车 → car, 面包车 → van … ; what is none of them is `other`; empty is undefined. */
export const readVehicleType = remembered(vehicleTypeWord);

function vehicleTypeWord(text: string): VehicleType | undefined {
  const word = bare(text);
  if (NOTHING.test(word)) return undefined;
  return VEHICLES.find(([, words]) => words.test(word))?.[0] ?? 'other';
}

/** Whether the words in a plate, type or mode cell mean someone on foot. */
export function meansOnFoot(text: string): boolean {
  return /^(?:行人|步行|徒步|走路|人员|个人|pedestrian)/i.test(text.trimStart());
}

const DAYS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 五: 5, 七: 7 };

export type ReadCertificate = { result: CertificateResult; ageHours?: number };

/** 阴性 24小时内, 48h, 有, √ are verified; 无, 否, 未检测 are none; empty is undefined. */
export const readCertificate = remembered(certificateWord);

function certificateWord(text: string): ReadCertificate | undefined {
  const word = bare(text);
  if (word === '') return undefined;
  const hours = /(\d{1,3})(?:小时|个?h)/i.exec(word)?.[1] ?? /^(24|48|72|96)(?:阴性?)?$/.exec(word)?.[1];
  const days = /(\d{1,2}|[一二两三五七])(?:天|日内)/.exec(word)?.[1];
  const age = hours === undefined ? 24 * (DAYS[days ?? ''] ?? Number(days ?? 0)) : Number(hours);
  const ageHours = age > 0 ? { ageHours: age } : {};
  if (/阴/.test(word)) return { result: 'negative', ...ageHours };
  if (/阳性|^\(?\+\)?$|^阳$/.test(word)) return { result: 'positive', ...ageHours };
  if (NOTHING.test(word) || /^(?:无|没|未|否|不|待|检测中|暂)|过期|失效|超时|未出/.test(word))
    return { result: 'none' };
  if (/接种|疫苗/.test(word)) return { result: 'vaccinated' };
  return { result: 'negative', ...ageHours };
}

/** Why someone was turned back, in the words of the register. Nothing written: it stands on the paper alone. */
export function readTurnBackReason(text: string): TurnBackReason {
  const word = bare(text);
  if (NOTHING.test(word)) return 'on_paper';
  if (/发热|发烧|体温|咳嗽|症状/.test(word)) return 'fever';
  if (/风险|疫区|封控|管控区|重点地区/.test(word)) return 'from_risk_area';
  if (/过期|失效|超过|超时|超期|不足|逾期/.test(word)) return 'certificate_expired';
  if (/拒绝|不配合|拒不/.test(word)) return 'refused_check';
  if (/核酸|检测|阴性|报告|证明/.test(word)) return 'no_certificate';
  if (/封闭|封路|道路|管制|施工/.test(word)) return 'road_closed';
  return /非必要|不必要|无通行证/.test(word) ? 'not_necessary' : 'other';
}

/** The type of a document from the word in a column for it, else from the number's own form. */
export function readDocumentType(word: string, number: string): DocumentType {
  const text = bare(word);
  if (/护照|passport/i.test(text)) return 'passport';
  if (/港|澳|回乡/.test(text)) return 'hk_macao_permit';
  if (/台/.test(text)) return 'taiwan_permit';
  if (/永久|外国人/.test(text)) return 'foreign_permanent';
  if (/身份|居民|居住证/.test(text)) return 'id_card';
  if (text !== '' && !NOTHING.test(text)) return 'other';
  if (/^[HM]\d{8}(?:\d{2})?$/.test(number)) return 'hk_macao_permit';
  if (/^[A-Z]{3}\d{12}$/.test(number)) return 'foreign_permanent';
  if (/^9\d{16}[\dX]$/.test(number)) return 'foreign_permanent';
  if (/^[A-Z]{1,2}\d{6,8}$/.test(number)) return 'passport';
  return /[A-Z]{2}/.test(number) ? 'other' : 'id_card';
}

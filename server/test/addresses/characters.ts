import type { Draft, Roll } from './draft.ts';
import { countyOf, type Place } from './places.ts';

// What becomes of the characters of an address: slips of the pen, bad prints, other forms.

export function wide(text: string): string {
  return text.replace(/[0-9a-z-]/gi, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}

export function scattered({ next }: Roll, text: string): string {
  return [...text].map((character) => (next() < 0.15 ? `${character} ` : character)).join('');
}

const SIMPLE =
  '县镇乡区湾东陕宝鸡凤双铺广龙门庄阳沟桥岭楼营马兴长华会办处号组团结红胜黄云滩关刘赵陈张杨吴郑冯蒋韩邓许苏卢贵庆汉开发国泽岛庙厂图宁兰丰电铁银场坟';
const FULL =
  '縣鎮鄉區灣東陝寶雞鳳雙鋪廣龍門莊陽溝橋嶺樓營馬興長華會辦處號組團結紅勝黃雲灘關劉趙陳張楊吳鄭馮蔣韓鄧許蘇盧貴慶漢開發國澤島廟廠圖寧蘭豐電鐵銀場墳';

export function traditional(text: string): string {
  return [...text].map((character) => [...FULL][[...SIMPLE].indexOf(character)] ?? character).join('');
}

/** What a hurried hand or a bad print makes of a character. */
const MISREAD: Readonly<Record<string, string>> = {
  凤: '风',
  坪: '平',
  塘: '糖',
  梁: '粱',
  沟: '勾',
  岗: '冈',
  坝: '贝',
  桥: '侨',
  杨: '扬',
  柳: '抑',
  湾: '弯',
  陈: '阵',
  张: '涨',
  徐: '除',
  湖: '糊',
  冯: '马',
  郭: '敦',
  范: '苑',
  潘: '番',
  金: '全',
  白: '自',
  泉: '皇',
  洋: '样',
  港: '巷',
  源: '原',
  寨: '赛',
  营: '宫',
  店: '占',
  峪: '裕',
  岩: '岸',
  坑: '炕',
  墩: '敦',
  楼: '搂',
  窑: '窖',
  井: '并',
  茶: '荼',
  石: '右',
  土: '士',
  木: '本',
  大: '太',
  王: '玉',
  田: '由',
  午: '牛',
  天: '夫',
  日: '目',
  清: '请',
  官: '宫',
  兰: '三',
  龙: '尤',
  庙: '庿',
  坡: '波',
  岭: '玲',
  乌: '鸟',
  北: '比',
  西: '酉',
  南: '楠',
  山: '出',
  水: '永',
  河: '何',
  家: '冢',
  庄: '压',
  新: '亲',
  万: '方',
  古: '吉',
  高: '亮',
}; // prettier-ignore

/** One wrong character in the name of an area: what a keyboard offers for the same syllable, or what looks the same. */
export function slip(roll: Roll, draft: Draft, place: Place, level: number): boolean {
  const at = draft.parts.findIndex((part) => part.level === level);
  const part = draft.parts[at];
  if (part === undefined) return false;
  const characters = [...part.core.replace(/[县市区旗]$/, '')];
  if (characters.length === 0) return false;
  const which = Math.floor(roll.next() * characters.length);
  const right = characters[which] as string;
  const same = (roll.places.bySound.get(roll.places.spell(right)) ?? []).filter((other) => other !== right);
  const wrong = roll.next() < 0.7 ? (same.length > 0 ? roll.one(same) : undefined) : MISREAD[right];
  if (wrong === undefined) return false;
  characters[which] = wrong;
  const written = characters.join('');
  // What is another place's name now is no slip that anyone could see.
  const near = (other: Place) => countyOf(other).slice(0, 4) === countyOf(place).slice(0, 4);
  if (roll.places.byCore.get(written)?.some(near)) return false;
  const rest = part.text.slice(part.core.replace(/[县市区旗]$/, '').length);
  draft.parts[at] = { ...part, text: written + rest };
  return true;
}

/** 家 of 张家庄 left out, or a 大 put in where none is: names of three characters and more. */
export function lostOrAdded(roll: Roll, draft: Draft, place: Place, lost: boolean): boolean {
  const at = draft.parts.findIndex(
    ({ level, core }) => level === (roll.next() < 0.7 ? 5 : 4) && core.length >= 3,
  );
  const part = draft.parts[at];
  if (part === undefined) return false;
  const characters = [...part.core];
  const which = Math.floor(roll.next() * characters.length);
  characters.splice(which, lost ? 1 : 0, ...(lost ? [] : [roll.one([...'大小上下老新家子'])]));
  const written = characters.join('');
  const near = (other: Place) => countyOf(other).slice(0, 4) === countyOf(place).slice(0, 4);
  if (roll.places.byCore.get(written)?.some(near)) return false;
  draft.parts[at] = { ...part, text: written + part.text.slice(part.core.length) };
  return true;
}

import { cleanText } from './text.ts';

export type PhoneCheck = {
  /** Mobile numbers as 11 digits, landlines as `0917-4762110`; empty when missing. */
  phone: string;
  kind: 'mobile' | 'landline' | 'other' | 'missing';
  normalised: boolean;
};

const NOTHING = /^(?:无|没有|不详|未知|拒绝|暂无|空|[-—/\\、.×xX]+)?$/;
/** 3-digit codes of the municipalities and a few more; every other area code has 4 digits. */
const LANDLINE = /^(0(?:10|2\d)|0[3-9]\d{2})-?(\d{7,8})(?:-?\d{1,6})?$/;

/**
 * A telephone number as written. Lenient: what is neither a Chinese mobile nor a landline is kept as `other`, and of
 * several numbers in one cell the first is taken.
 */
export function checkPhone(raw: string | number): PhoneCheck {
  const written = String(raw);
  if (/^1[3-9]\d{9}$/.test(written)) return { phone: written, kind: 'mobile', normalised: false };
  const { text } = cleanText(written);
  if (NOTHING.test(text)) return { phone: '', kind: 'missing', normalised: false };
  const first = text.split(/[/、,，;；|]/).find((part) => /\d{5}/.test(part.replace(/\D/g, ''))) ?? text;
  const compact = first.replace(/[\s.()]/g, '').replace(/[‐-―]/g, '-');
  const digits = compact.replaceAll('-', '').replace(/^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,11}$)/, '');
  if (/^1[3-9]\d{9}$/.test(digits)) return { phone: digits, kind: 'mobile', normalised: digits !== written };
  const landline = LANDLINE.exec(compact.replace(/^(?:\+|00)?86-?(?=0)/, ''));
  if (landline) {
    const phone = `${landline[1]}-${landline[2]}`;
    return { phone, kind: 'landline', normalised: phone !== written };
  }
  return { phone: compact, kind: 'other', normalised: compact !== written };
}

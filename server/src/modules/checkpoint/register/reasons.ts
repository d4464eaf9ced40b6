import type { HeldReason, PersonFault } from './understood.ts';

/** What is wrong with a row and what to do, as the error file and the screen say it. */
export const rowReasons: Record<HeldReason | PersonFault, { zh: string; en: string }> = {
  time_missing: { zh: '没有时间，请补填登记时间', en: 'No time: fill in when it was registered' },
  time_unreadable: {
    zh: '时间无法识别，请改为 2022-01-05 08:15 的样式',
    en: 'The time cannot be read: write it like 2022-01-05 08:15',
  },
  date_missing: {
    zh: '只有时刻没有日期，请在时间前补上日期，或在表头上方写明日期',
    en: 'A time without a date: put the date before it, or write it above the header',
  },
  post_missing: {
    zh: '不知道是哪个检查点，请在表头上方写明检查点名称，或在导入时指定',
    en: 'The checkpoint is not known: write its name above the header, or choose it when importing',
  },
  post_unknown: {
    zh: '检查点名称不在名册中，请改为名册中的名称或编号',
    en: 'The checkpoint is not on the list: use its name or code as listed',
  },
  id_damaged: {
    zh: '身份证号尾数已丢失（单元格曾为数值格式），请按原件补全并以文本格式填写',
    en: 'The last digits of the ID number were lost (kept as a number): complete it from the document, as text',
  },
  id_doubtful: {
    zh: '身份证号校验不符（位数、出生日期或校验码），请核对',
    en: 'The ID number does not agree (length, birth date or check digit): check it',
  },
  phone_doubtful: {
    zh: '联系电话不是手机号或固定电话，请核对',
    en: 'The phone is neither a mobile nor a landline: check it',
  },
  temperature_doubtful: { zh: '体温数值不合常理，请核对', en: 'The temperature is not plausible: check it' },
};

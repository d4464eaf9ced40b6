/** Why an entry of the verification desk was refused. */
export const verificationWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'verification.row_gone': {
    zh: '没有这一行名单记录',
    en: 'That row does not exist',
  },
  'verification.row_ended': {
    zh: '该行已办结、退回或为重复行，不能再改；需要时请先由核查台重新打开',
    en: 'That row is closed, returned or a duplicate and cannot be changed; the desk can reopen it first',
  },
  'verification.row_open': {
    zh: '该行仍在办理，无须重新打开',
    en: 'That row is still open; there is nothing to reopen',
  },
  'verification.row_held': {
    zh: '该行没有可辨认的人员信息，请先更正或退回来源单位',
    en: 'Nothing in that row says who it is: correct it or return it to its sender first',
  },
  'verification.not_yours': {
    zh: '该行不属于您的单位，没有采用',
    en: 'That row is not your unit’s; nothing was recorded',
  },
  'verification.unit_missing': {
    zh: '该区域没有负责的单位，请指定单位',
    en: 'No unit is responsible for that area: name one',
  },
  'verification.area_outside': {
    zh: '该区域不在本县，请按“不在本县”退回来源单位',
    en: 'That area is not in this county: return the row to its sender as outside the county',
  },
  'verification.area_inside': {
    zh: '所填区域就在本县，请改为“不在此处（已搬至）”',
    en: 'That area is in this county: choose “not at this address, moved to”',
  },
  'verification.evidence_missing': {
    zh: '结论至少要有一项依据',
    en: 'A finding needs at least one piece of evidence',
  },
  'verification.attempts_missing': {
    zh: '联系不上须至少有一次带时间的联系记录',
    en: 'Unreachable needs at least one attempt with its time',
  },
  'verification.handed_to_missing': {
    zh: '请写明移交到哪里观察',
    en: 'Say where the person was handed to',
  },
  'verification.moved_to_missing': {
    zh: '请写明搬到哪里；不知道时请选联系不上或信息有误',
    en: 'Say where the person has moved to; if unknown, choose unreachable or wrong data',
  },
  'verification.right_area_missing': {
    zh: '请写明应由哪里负责（区划或地址）',
    en: 'Say where the row belongs, by area or address',
  },
  'verification.wrong_missing': {
    zh: '请选择哪项信息有误',
    en: 'Say which of the data is wrong',
  },
  'verification.time_ahead': {
    zh: '走访或通话时间晚于登记时间',
    en: 'The visit or call lies after the record of it',
  },
  'verification.nobody_named': {
    zh: '更正后仍没有姓名、证件号或电话',
    en: 'There is still no name, document or phone',
  },
  'verification.list_gone': { zh: '没有这份名单', en: 'That list does not exist' },
  'verification.list_ended': {
    zh: '该名单已撤回或已被更正',
    en: 'That list has been withdrawn or corrected already',
  },
  'verification.finding_gone': { zh: '没有这条核查结论', en: 'That finding does not exist' },
  'verification.not_contested': {
    zh: '该行没有相互矛盾的结论',
    en: 'That row has no rival findings to decide between',
  },
};

import type { Finding, RowState } from '@lianfang/domain/modules/verification/schema.ts';

/** Words of the file that goes back to the sender of a list, who is another Chinese agency. */
export const stateWords: Record<RowState, string> = {
  open: '核查中',
  closed: '已办结',
  returned: '退回',
  duplicate: '重复',
};

export const findingWords: Record<Finding, string> = {
  found_in_order: '已找到，情况正常',
  handed_to_observation: '已找到，已落实观察',
  not_at_address: '不在该地址',
  outside_county: '不在本县，请转属地',
  unreachable: '联系不上',
  refused: '拒绝配合',
  wrong_data: '信息有误',
};

export const wayWords: Record<'visit' | 'call' | 'message' | 'video', string> = {
  visit: '上门',
  call: '电话',
  message: '短信/微信',
  video: '视频',
};

export const evidenceWords: Readonly<Record<string, string>> = {
  own_statement: '本人陈述',
  seen: '当面见到',
  document: '证件材料',
  photo: '照片',
  neighbour: '邻居或村组证实',
  call_log: '通话记录',
  other: '其他',
};

export const wrongWords: Readonly<Record<string, string>> = {
  phone: '电话',
  name: '姓名',
  document: '证件号码',
  address: '地址',
  no_such_person: '查无此人',
  other: '其他',
};

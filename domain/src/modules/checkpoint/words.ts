/** Why a checkpoint's entry was refused. */
export const checkpointWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'checkpoint.plate_missing': {
    zh: '车辆登记缺少车牌（无牌请选“无牌”）',
    en: 'A vehicle needs its plate (choose “none” if it has none)',
  },
  'checkpoint.pedestrian_with_vehicle': {
    zh: '步行登记不应有车牌或车型',
    en: 'A pedestrian has no plate or vehicle type',
  },
  'checkpoint.reason_missing': { zh: '劝返必须写明原因', en: 'Turning back needs a reason' },
  'checkpoint.post_missing': { zh: '缺少卡点', en: 'The post is missing' },
  'checkpoint.post_outside': {
    zh: '卡点所在地不在本县，请在本县的乡镇中选择',
    en: 'The post would stand outside the county: choose a township of the county',
  },
  'checkpoint.members_missing': {
    zh: '班次至少要有一个在岗单位',
    en: 'A shift needs at least one agency present',
  },
  'checkpoint.clinician_only': {
    zh: '只有当班医护可以处置发热人员',
    en: 'Only the clinician on shift ends a fever',
  },
  'checkpoint.passage_gone': {
    zh: '该登记已作废或不存在',
    en: 'That registration is voided or does not exist',
  },
  'checkpoint.shift_closed': { zh: '该班次已交班或不存在', en: 'That shift is closed or does not exist' },
  'checkpoint.fever_ended': { zh: '该发热人员已处置', en: 'That fever has been ended already' },
};

/** Why a step of a report's sign-off was refused. */
export const reportWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'report.state': { zh: '日报当前状态不允许这一步', en: 'The report’s state does not allow this step' },
  'report.same_person': {
    zh: '编制、审核、批准、签发须由不同的人完成',
    en: 'Compiling, reviewing, approving and issuing are done by different people',
  },
  'report.missing': { zh: '没有这份日报', en: 'There is no such report' },
  'report.window': { zh: '起止时间不正确', en: 'The period is not valid' },
  'report.cut_off': { zh: '截止位置超出账本', en: 'The cut-off lies beyond the ledger' },
};

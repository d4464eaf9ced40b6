/** Words of the public page on which a printed report is checked. Apart from the desk's, to keep that page tiny. */
export const words = {
  zh: {
    product: '联防 · 日报核验',
    title: '日报核验',
    asking: '正在核验……',
    genuine: '真实：与已签发的日报一致',
    genuineWords: '纸面上的校验值与系统中已签发、已冻结的这份日报相同。请再对照下列编号和时段。',
    exists: '存在这份已签发的日报',
    existsWords: '链接中没有校验值，只能确认编号存在。请对照纸面上的校验值是否与下面相同。',
    notGenuine: '不一致：请勿采信',
    notGenuineWords: '系统中有这份日报，但校验值不符。纸面内容可能被改动，请联系签发单位。',
    notFound: '没有这份已签发的日报',
    notFoundWords: '可能尚未签发、编号有误，或不是本系统的文件。请联系签发单位。',
    malformed: '链接不完整',
    malformedWords: '请重新扫描纸面上的二维码，或完整输入链接。',
    unreachable: '暂时无法核验',
    unreachableWords: '没有连接上核验服务，这不说明日报是真是假。请检查网络后重试。',
    again: '重试',
    exercise: '演练 EXERCISE：这是演练用的日报，数据不是真实情况。',
    number: '编号',
    area: '区域',
    period: '时段',
    issuedAt: '签发时间',
    hashOfReport: '系统中的校验值',
    hashOfPaper: '纸面的校验值',
    foot: '本页只说明这份日报是否为已签发的原件，不显示其中的数据，也不记录是谁在核验。',
    other: 'English',
  },
  en: {
    product: 'Lianfang · report verification',
    title: 'Report verification',
    asking: 'Checking…',
    genuine: 'Genuine: the same as the issued report',
    genuineWords:
      'The hash on the paper is that of this report as it was issued and frozen. Compare the number and period below as well.',
    exists: 'There is such an issued report',
    existsWords:
      'The link carries no hash, so only the number could be looked up. Compare the hash on the paper with the one below.',
    notGenuine: 'Not the same: do not rely on it',
    notGenuineWords:
      'There is such a report, but its hash is another one. The paper may have been altered: ask the issuing authority.',
    notFound: 'No such issued report',
    notFoundWords:
      'It may not be issued yet, the number may be wrong, or it is not of this system. Ask the issuing authority.',
    malformed: 'The link is incomplete',
    malformedWords: 'Scan the code on the paper again, or type the whole link.',
    unreachable: 'Cannot be checked right now',
    unreachableWords:
      'The service could not be reached, which says nothing about the report. Check your network and try again.',
    again: 'Try again',
    exercise: '演练 EXERCISE: a report of an exercise; its figures are not real.',
    number: 'Number',
    area: 'Area',
    period: 'Period',
    issuedAt: 'Issued',
    hashOfReport: 'Hash held by the system',
    hashOfPaper: 'Hash on the paper',
    foot: 'This page only says whether the report is an issued original. It shows none of its figures and keeps no record of who asks.',
    other: '中文',
  },
} as const;

export type VerifyWords = { readonly [K in keyof (typeof words)['zh']]: string };

import type { ProblemCode } from './problem.ts';

/** What happened, what it means, what to do. */
export const problemWords = {
  'request.malformed': {
    zh: '请求的内容不完整或格式不对，没有保存任何数据。请检查后重试。',
    en: 'The request is incomplete or malformed; nothing was stored. Check it and try again.',
  },
  'request.too_large': {
    zh: '一次提交的内容太大，没有保存。请分几次提交。',
    en: 'The request is too large; nothing was stored. Send it in smaller parts.',
  },
  'request.unsupported': {
    zh: '不支持这种内容格式，请使用 JSON（UTF-8）。',
    en: 'This content type is not supported; send JSON in UTF-8.',
  },
  'request.too_many': {
    zh: '操作过于频繁，请稍候再试。',
    en: 'Too many requests. Wait a moment and try again.',
  },
  'session.missing': { zh: '尚未登录，请先登录。', en: 'You are not signed in. Sign in first.' },
  'session.expired': {
    zh: '登录已过期，请重新登录；未送达的登记仍保存在本机。',
    en: 'Your sign-in has expired. Sign in again; what is not delivered stays on this device.',
  },
  'session.wrong': { zh: '账号或密码不正确。', en: 'The account or the password is wrong.' },
  'session.second_factor': {
    zh: '需要输入动态验证码（6 位数字）。',
    en: 'A six-digit code from the authenticator is needed.',
  },
  'session.locked': {
    zh: '连续输错次数过多，账号已暂时锁定。请稍后再试，或联系安全管理员解锁。',
    en: 'Too many wrong tries: the account is locked for a while. Try later or ask the security administrator.',
  },
  'session.password_policy': {
    zh: '新密码不符合要求，没有更改。',
    en: 'The new password does not meet the policy; it was not changed.',
  },
  'session.password_change': { zh: '密码须先更改才能继续。', en: 'The password must be changed first.' },
  'device.code': {
    zh: '设备绑定码不正确、已使用或已过期。请向指挥部重新领取。',
    en: 'The enrolment code is wrong, used or expired. Ask the command post for a new one.',
  },
  'device.revoked': {
    zh: '此设备已停用，不能再提交。机内未送达的登记没有丢失，请联系指挥部导出。',
    en: 'This device has been revoked. What it still holds is not lost: contact the command post to export it.',
  },
  'device.signature': {
    zh: '设备身份验证未通过，请重试；仍不行请重新绑定设备。',
    en: 'The device could not prove itself. Try again, or enrol it anew.',
  },
  'access.denied': { zh: '您的角色或管辖范围不允许此操作。', en: 'Your role or area does not allow this.' },
  not_found: {
    zh: '没有找到。可能已被删除，或不在您的管辖范围内。',
    en: 'Not found: it may be gone, or lie outside your area.',
  },
  conflict: {
    zh: '与已有的数据冲突，没有保存。请刷新后再试。',
    en: 'This conflicts with what is there; nothing was stored. Reload and try again.',
  },
  'server.busy': {
    zh: '系统繁忙，请稍候；设备会自动重试，数据不会丢失。',
    en: 'The server is busy. Devices retry by themselves; nothing is lost.',
  },
  'server.database': {
    zh: '数据库暂时连接不上，没有保存。恢复后会自动继续；设备上的数据不会丢失。',
    en: 'The database cannot be reached; nothing was stored. It goes on by itself once it is back; devices keep their data.',
  },
  'server.storage_full': {
    zh: '服务器磁盘已满，没有保存。请系统管理员立即清理或扩容；设备上的数据不会丢失。',
    en: 'The server’s disk is full; nothing was stored. Free space at once; devices keep their data.',
  },
  'server.fault': {
    zh: '系统内部出错，没有保存。请重试；仍出现请把时间告诉系统管理员。',
    en: 'Something went wrong inside; nothing was stored. Try again, and tell the administrator the time if it stays.',
  },
  'import.not_a_spreadsheet': {
    zh: '这不是可以读取的表格文件（支持 .xlsx 和 .csv）。请另存为 .xlsx 后再导入。',
    en: 'This is no spreadsheet that can be read (.xlsx and .csv can). Save it as .xlsx and import again.',
  },
  'import.password': {
    zh: '文件有密码保护，无法读取。请去掉密码后再导入。',
    en: 'The file is protected by a password. Remove it and import again.',
  },
  'import.macro': {
    zh: '带宏的文件不予读取。请另存为不带宏的 .xlsx 后再导入。',
    en: 'Files with macros are not read. Save it as .xlsx without macros and import again.',
  },
  'import.too_large': {
    zh: '文件过大或内容异常膨胀，已停止读取。请拆分后再导入。',
    en: 'The file is too large or unpacks to too much; reading was stopped. Split it and import again.',
  },
  'import.no_header': {
    zh: '没有找到表头行（如“车牌号、姓名、身份证号”）。请检查文件，或手工指定各列含义。',
    en: 'No header row was found. Check the file, or say what each column is.',
  },
  'import.mapping': {
    zh: '列的对应关系不完整：至少需要时间，以及车牌或姓名。',
    en: 'The mapping of columns is incomplete: the time, and a plate or a name, are needed.',
  },
  'report.state': {
    zh: '日报当前的状态不允许这一步。请刷新后查看。',
    en: 'The report’s state does not allow this step. Reload to see it.',
  },
  'report.window': { zh: '日报的起止时间不正确。', en: 'The period of the report is not valid.' },
  'report.fonts': {
    zh: '服务器没有中文字体，不能生成 PDF。请安装 fonts-noto-cjk，或用 LIANFANG_FONT_DIRS 指定字体目录。',
    en: 'The server has no Chinese font, so no PDF can be made. Install fonts-noto-cjk or set LIANFANG_FONT_DIRS.',
  },
  'ledger.altered': {
    zh: '账本校验发现被改动的记录。请立即保护现场并联系安全管理员。',
    en: 'The ledger has been altered. Preserve everything and contact the security administrator at once.',
  },
  'backup.damaged': {
    zh: '备份文件不完整或已损坏，没有恢复任何内容。请换用另一份备份。',
    en: 'The backup is cut off or damaged; nothing was restored. Use another one.',
  },
  'backup.newer': {
    zh: '备份来自更新的版本，没有恢复任何内容。请先升级程序，再恢复。',
    en: 'The backup comes from a newer version; nothing was restored. Upgrade the program first.',
  },
  'setup.missing': {
    zh: '系统尚未初始化，请先运行 lianfang setup。',
    en: 'Nothing has been set up yet. Run lianfang setup first.',
  },
  'setup.exists': {
    zh: '这里已经初始化过了，没有做任何更改。',
    en: 'This has been set up already; nothing was changed.',
  },
  'setup.key': {
    zh: '密钥文件缺失、权限过宽或不可用，系统拒绝启动。',
    en: 'A key file is missing, readable by others or unusable: the server refuses to start.',
  },
  usage: { zh: '命令用法不对。', en: 'The command was used wrongly.' },
} as const satisfies Record<ProblemCode, { zh: string; en: string }>;

/** Why an entry was held or refused, by the part of its reason before the colon. */
export const reasonWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'entry.id': { zh: '记录编号不合格', en: 'The id of the entry is not valid' },
  'entry.malformed': { zh: '记录格式不对', en: 'The entry is malformed' },
  'entry.device': { zh: '记录不是本设备产生的', en: 'The entry was not made on this device' },
  'entry.seq': { zh: '缺少设备流水号', en: 'The device’s sequence number is missing' },
  'entry.kind': {
    zh: '服务器不认识这种记录（版本可能过旧）',
    en: 'The server does not know this kind of entry (it may be older)',
  },
  'entry.data': { zh: '内容不符合要求', en: 'The content is not valid' },
  'entry.conflict': {
    zh: '同一编号已有不同内容的记录，保留先到的一份',
    en: 'The same id was delivered before with other content; the first is kept',
  },
  'entry.base_missing': {
    zh: '所依据的登记尚未送达，到达后自动处理',
    en: 'What it builds on has not arrived; it will be taken when that has',
  },
  'entry.unstorable': { zh: '内容无法保存', en: 'The content could not be stored' },
  'access.actor': { zh: '登记人未在此设备上登记过', en: 'Who made it was never on this device' },
  'access.denied': { zh: '登记人的角色不允许此操作', en: 'The role does not allow this' },
  'access.area': { zh: '不在管辖范围内', en: 'Outside the area of responsibility' },
  'access.post': { zh: '此设备不属于该卡点', en: 'The device does not belong to this post' },
  'post.unknown': { zh: '没有这个卡点', en: 'There is no such post' },
  'task.unknown': { zh: '没有这项任务', en: 'There is no such task' },
  'task.not_yours': {
    zh: '这项任务不归您办理或处置，没有保存',
    en: 'The task is neither yours to do nor yours to decide on; nothing was stored',
  },
  'task.state': {
    zh: '任务的状态已经变化，不能再这样处置。请刷新后查看',
    en: 'The task has moved on and does not allow this any more. Reload to see it',
  },
  'task.needs_no_confirmation': {
    zh: '这类任务办结即可，不需要确认',
    en: 'Tasks of this kind end when they are done; nobody confirms them',
  },
  'task.contested': {
    zh: '有两份办结结果，请先选定以哪一份为准',
    en: 'It was ended twice: first say which ending stands',
  },
  'task.not_contested': { zh: '这项任务只有一份办结结果', en: 'The task was ended once only' },
  'task.no_such_ending': { zh: '所选的办结结果不存在', en: 'There is no such ending of this task' },
  'task.nothing_asked': { zh: '没有人申请延期', en: 'Nobody has asked for more time' },
  'task.own_ending': {
    zh: '这类任务的办结、撤销、重新打开要在它自己的页面上填写（结论、结果），不能只说一声',
    en: 'Tasks of this kind end, and are reopened, with their own record (a finding, an outcome), not with a word alone',
  },
  'task.other_unit': {
    zh: '只能交给本单位的人；要转给其他单位，请退回并写明原因',
    en: 'You give work to people of your own unit; to have it go to another one, hand it back with the reason',
  },
  'task.owner_unknown': {
    zh: '没有这个单位，或该单位没有这个人',
    en: 'There is no such unit, or nobody of that name in it',
  },
  'task.person_unknown': {
    zh: '没有这个人，或账号已停用',
    en: 'There is no such person, or the account is out of use',
  },
  'task.not_your_people': {
    zh: '只能安排本单位、本辖区的人',
    en: 'You plan for people of your own unit or area only',
  },
  'task.no_such_duty': { zh: '没有这个值班安排', en: 'There is no such duty' },
  'task.period': { zh: '起止时间不正确', en: 'The period is not valid' },
  'task.substitute_self': { zh: '不能由本人代理本人', en: 'Nobody is his own substitute' },
};

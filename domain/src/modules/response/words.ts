/** Why an entry of the command post was refused: what happened, what to do. */
export const responseWords: Readonly<Record<string, { zh: string; en: string }>> = {
  'response.active': {
    zh: '已有正在进行的应急响应，不能再次启动；请先调整级别或终止',
    en: 'A response is active already: change its level, or close it first',
  },
  'response.missing': {
    zh: '没有这次应急响应，或已经终止；请刷新后再试',
    en: 'There is no such active response: reload and try again',
  },
  'response.level_same': { zh: '响应级别没有变化', en: 'The level is the one that it has' },
  'response.checklist_short': {
    zh: '收尾清单缺少必办事项：停止采集、法定资料移交、例外评估',
    en: 'The checklist lacks what must be done: collection stopped, statutory copies handed over, exceptions assessed',
  },
  'response.item_text': {
    zh: '“其他”事项须写明内容',
    en: 'Say in words what the item “other” is',
  },
  'response.item_missing': {
    zh: '清单中没有这一事项',
    en: 'The checklist has no such item',
  },
  'response.item_done': { zh: '该事项已办结', en: 'That item is done already' },
  'response.not_owner': {
    zh: '这一事项由其他单位负责，不能代为办结',
    en: 'That item belongs to another unit: only its owner or the commander ends it',
  },
  'response.task_force_missing': {
    zh: '没有这个专班，或已经撤销',
    en: 'There is no such task force, or it is dissolved',
  },
  'response.name_taken': {
    zh: '已有同名的单位或专班，请换一个名称',
    en: 'A unit or task force of that name exists: choose another name',
  },
  'response.member_twice': {
    zh: '同一人在专班中出现了两次',
    en: 'A person stands in the task force twice',
  },
  'response.account_unknown': {
    zh: '没有这个账号，或已停用',
    en: 'There is no such account, or it is disabled',
  },
  'response.lead_role': {
    zh: '组长须具有“专班组长”角色；请先由安全管理员授权',
    en: 'A lead needs the role of task-force lead: ask the security administrator to grant it first',
  },
  'response.unit_unknown': { zh: '没有这个单位', en: 'There is no such unit' },
  'response.addressee': {
    zh: '每个承办对象须是一个专班、单位或人员',
    en: 'An addressee is one task force, unit or person',
  },
  'response.addressee_twice': {
    zh: '同一承办对象出现了两次',
    en: 'An addressee stands there twice',
  },
  'response.due_past': {
    zh: '办结时限不能早于下达时间',
    en: 'The deadline lies before the order itself',
  },
  'response.inside_only': {
    zh: '专班组长只能向本专班成员下达指令',
    en: 'A task-force lead issues orders to the members of the own task force alone',
  },
  'response.meeting_time': {
    zh: '会议时间不正确：不能晚于现在，结束不能早于开始',
    en: 'The time of the meeting is wrong: not in the future, and no end before its beginning',
  },
  'response.leader_nothing': {
    zh: '请选择包抓的区划或点位',
    en: 'Choose the areas or posts that the leader answers for',
  },
  'response.area_unknown': { zh: '没有这个区划', en: 'There is no such area' },
  'response.post_unknown': { zh: '没有这个点位', en: 'There is no such post' },
  'response.assignment_missing': {
    zh: '没有这项包抓安排，或已经结束',
    en: 'There is no such assignment, or it has ended',
  },
  'response.contact_own': {
    zh: '只能设置本单位或本专班的值班电话',
    en: 'Only the duty phone of the own unit or task force can be set',
  },
};

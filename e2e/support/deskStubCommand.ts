import { ago, id, type Mood, type Params, posts, type Role } from './deskStubData.ts';
import { ahead, now, person, steps, unit, units } from './deskStubPeople.ts';

// Invented response, directives and messages for looking at the desk.

const standing = (n: number) => ({
  open: 2 + (n % 3),
  accepted: 3,
  done: n % 2,
  confirmed: 4,
  returned: n % 3 === 1 ? 1 : 0,
  cancelled: 0,
  overdue: n % 3 === 0 ? 2 : 0,
  total: 9 + (n % 3) + (n % 2) + (n % 3 === 1 ? 1 : 0),
});
const measures = [
  '高速出口和国省道卡点24小时值守，逐车查验48小时内核酸阴性证明',
  '来凤返凤人员到达后立即报备，社区（村）2小时内落实首次核酸检测',
  '暂停室内聚集性活动；棋牌室、网吧、影院停止营业',
];
const basis = [
  { source: '《中华人民共和国传染病防治法》', article: '第四十二条' },
  { source: '宝鸡市应对新冠肺炎疫情工作领导小组办公室通告', number: '宝疫办发〔2022〕3号' },
];
const response = {
  id: id(6100),
  name: '凤县2022年1月新冠肺炎疫情应急响应',
  area: '610330000000',
  areaName: '凤县',
  level: 2,
  state: 'active',
  activatedAt: ago(3000),
};
const directive = (n: number) => ({
  id: id(6000 + n),
  number: 24 - n,
  response: response.id,
  title: [
    '立即开展渭滨区金渭大厦关联人员地毯式排查并于今日十八时前反馈至指挥部办公室',
    '增设唐藏检查站夜间医护',
    '通报卡点缺岗整改',
    '核酸采样点物资调拨',
  ][n % 4],
  priority: (n % 3) + 1,
  area: '610330000000',
  areaName: '凤县',
  issuedAt: ago(300 + n * 40),
  issuedBy: person(4),
  dueAt: n % 3 === 0 ? ago(40) : ahead(n),
  ...(n % 2 ? { meeting: id(6200) } : {}),
  state: (['open', 'acknowledged', 'done', 'ended'] as const)[n % 4],
  overdue: n % 3 === 0,
  standing: standing(n),
  addressees: units.slice(0, 2 + (n % 7)),
});
const taskForce = (n: number) => ({
  id: id(6300 + n),
  response: response.id,
  unit: id(60 + n),
  name: ['流调溯源与协查工作专班', '交通管控专班', '核酸检测和医疗救治综合保障工作专班'][n % 3],
  remit: '牵头落实上级推送名单的接收、分派、核查和反馈，负责密接、次密接和时空伴随人员的追踪，日清日结。',
  area: '610330000000',
  areaName: '凤县',
  agencies: ['police', 'health', 'cdc', 'township'],
  lead: person(1),
  deputies: [person(2), person(3)],
  members: [0, 4, 5, 6, 7, 2, 3].map(person),
  state: n === 2 ? 'dissolved' : 'active',
  formedAt: ago(2000),
  ...(n === 2 ? { dissolvedAt: ago(100) } : {}),
  phone: '0917-4762110',
  directives: standing(n),
});
const checklist = ['collection_stopped', 'statutory_copies', 'exceptions_assessed', 'phones_cleared'].map(
  (code, n) => ({
    item: id(6500 + n),
    code,
    owner: unit(n),
    dueAt: n === 1 ? ago(60) : ahead(50),
    state: n === 0 ? 'done' : 'open',
    overdue: n === 1,
    done: n === 0,
    ...(n === 0 ? { doneAt: ago(40), doneBy: person(1), note: '各卡点纸质登记表已封存' } : {}),
  }),
);
/** What the stub answers to the reads of the response and of messages; undefined for any other. */
export function answerCommand(name: string, params: Params, role: Role, mood: Mood): unknown {
  const none = mood === 'none';
  const some = <T>(n: number, one: (index: number) => T): T[] =>
    none ? [] : Array.from({ length: n }, (_, i) => one(i));
  const number = (text: unknown, from: number) => Number.parseInt(String(text).slice(-12), 16) - from;
  switch (name) {
    case 'response.now':
      return {
        at: now(),
        position: '48213',
        ...(none
          ? {}
          : {
              response: {
                ...response,
                legalBasis: basis,
                measures,
                activatedBy: person(4),
                levels: [
                  {
                    level: 2,
                    from: ago(900),
                    by: person(4),
                    legalBasis: basis,
                    measures,
                    why: '西安方向输入风险上升',
                  },
                  { level: 3, from: ago(3000), by: person(4), legalBasis: basis, measures },
                ],
              },
            }),
        taskForces: none ? 0 : 2,
        meetings: none ? 0 : 3,
        leaders: none ? 0 : 4,
        directives: none
          ? { ...standing(0), open: 0, accepted: 0, confirmed: 0, overdue: 0, total: 0, issued: 0 }
          : { ...standing(0), issued: 24 },
        ...(none ? {} : { checklist: { items: 4, done: 1, overdue: 1 } }),
        all: none ? [] : [response],
      };
    case 'response.task_forces':
      return { taskForces: some(3, taskForce), total: none ? 0 : 3, position: '48213' };
    case 'response.directives':
      return { rows: some(12, directive), total: none ? 0 : 24, position: '48213', at: now() };
    case 'response.directive':
      return {
        directive: {
          ...directive(number(params.id, 6000)),
          text: '一、各镇立即对照名单逐户排查，不漏一户、不漏一人。\n二、发现密接即刻转运，次密接居家隔离并上门采样。\n三、今日18时前由专班汇总反馈指挥部办公室。',
        },
        targets: some(9, (n) => ({
          task: id(4000 + n),
          ...unit(n),
          ...(n === 3 ? { account: person(3) } : {}),
          state: (['open', 'accepted', 'done', 'confirmed', 'returned'] as const)[n % 5],
          dueAt: n < 2 ? ago(30) : ahead(3),
          overdue: n < 2,
          ...(n % 5 > 0 ? { acknowledgedAt: ago(200) } : {}),
          ...(n % 5 > 1 ? { finishedAt: ago(90) } : {}),
          ...(n % 5 === 3 ? { confirmedAt: ago(20) } : {}),
        })),
        steps: steps.map(({ entry, move, at, by: _by }, n) => ({
          entry,
          move,
          at,
          by: person(n),
          task: id(4000 + n),
        })),
      };
    case 'response.meetings':
      return {
        meetings: some(3, (n) => ({
          id: id(6200 + n),
          number: 3 - n,
          response: response.id,
          title: '凤县应对新冠肺炎疫情工作领导小组2022年第三次视频调度会',
          heldAt: ago(400 + n * 1400),
          until: ago(340 + n * 1400),
          place: '县指挥部会议室',
          chair: person(4),
          units: units.map((name, index) => ({ unit: id(50 + index), name })),
          minutes: '会议听取了各专班进展，分析当前形势，研究部署下一步工作。',
          decisions: [
            { text: '立即开展金渭大厦关联人员地毯式排查', directive: id(6000) },
            { text: '卡点医护力量由县医院统一调配' },
          ],
        })),
        total: none ? 0 : 3,
        position: '48213',
      };
    case 'response.leaders':
      return {
        leaders: some(5, (n) => ({
          id: id(6400 + n),
          response: response.id,
          leader: person(n + 2),
          areas: [{ code: posts[n]?.area, name: posts[n]?.areaName }],
          posts: [{ code: posts[n]?.code, name: posts[n]?.name }],
          remit: '每日到点位督导一次，协调人员物资',
          from: ago(2000),
          ...(n === 4 ? { until: ago(10) } : {}),
        })),
      };
    case 'response.directory':
      return {
        at: now(),
        units: some(12, (n) => ({
          ...unit(n),
          unit: id(50 + n),
          name: n < 10 ? units[n] : taskForce(n - 10).name,
          agency: n < 9 ? 'township' : 'police',
          area: posts[n % 8]?.area,
          areaName: posts[n % 8]?.areaName,
          ...(n >= 10 ? { taskForce: id(6300 + n) } : {}),
          ...(n % 4 === 3 ? {} : { phone: `0917-476211${n % 10}`, setAt: ago(900) }),
          leads: [person(n)],
          onDuty: n % 5 === 2 ? [] : [person(n + 1), person(n + 2)],
        })),
      };
    case 'response.timeline':
      return {
        rows: some(14, (n) => ({
          position: String(48_200 - n),
          entry: id(8000 + n),
          kind: [
            'response.directive.issued',
            'task.accepted',
            'response.meeting.held',
            'response.level.changed',
            'response.task_force.formed',
            'task.confirmed',
          ][n % 6],
          at: ago(30 + n * 50),
          by: person(n),
          subject: id(6000),
          title: directive(n).title,
          ...(n % 6 === 3 ? { level: 2 } : {}),
          ...(n % 6 === 0 ? { count: 5 } : {}),
        })),
      };
    case 'response.checklist':
      return { items: none ? [] : checklist, done: none ? 0 : 1, overdue: none ? 0 : 1 };
    case 'response.mine':
      return {
        at: now(),
        leaderOf: some(2, (n) => ({
          id: id(6400 + n),
          response: response.id,
          leader: person(4),
          areas:
            n === 0 ? posts.slice(0, 2).map(({ area, areaName }) => ({ code: area, name: areaName })) : [],
          posts: posts.slice(n * 5, n * 5 + 2).map(({ code, name }) => ({ code, name })),
          remit: '每日到点位督导一次，协调人员物资',
          from: ago(2000),
        })),
        exceptions: some(9, (n) => ({
          what: (['post_unstaffed', 'task_overdue', 'task_returned', 'task_contested'] as const)[n % 4],
          area: posts[n % 2]?.area,
          areaName: posts[n % 2]?.areaName,
          ...(n % 4 === 0
            ? { post: { code: posts[n % 2]?.code, name: posts[n % 2]?.name } }
            : {
                task: {
                  id: id(4000 + n),
                  kind: ['verification.row', 'checkpoint.fever', 'response.directive'][n % 3],
                  subject: id(3000 + n),
                  dueAt: ago(20 + n * 30),
                },
                since: ago(20 + n * 30),
              }),
        })),
        exceptionsTotal: none ? 0 : 231,
        taskForces: some(1, (n) => ({ id: id(6300), unit: id(60), name: taskForce(n).name, as: 'lead' })),
        directives: some(3, (n) => ({
          directive: id(6000 + n),
          number: 24 - n,
          title: directive(n).title,
          priority: (n % 3) + 1,
          task: id(4000 + n),
          state: (['open', 'accepted', 'returned'] as const)[n % 3],
          dueAt: n === 0 ? ago(40) : ahead(n),
          overdue: n === 0,
        })),
      };
    case 'notify.inbox':
      return {
        messages: some(9, (n) => ({
          id: id(9000 + n),
          kind: (['escalated', 'directive', 'due_soon', 'assigned', 'returned', 'extension_asked'] as const)[
            n % 6
          ],
          count: 3 + n,
          link: '/desk/#/tasks?group=overdue',
          at: ago(5 + n * 40),
          ...(n > 5 ? { readAt: ago(2) } : {}),
        })),
        unread: none ? 0 : 6,
      };
    case 'notify.channels':
      return {
        channels: some(3, (n) => ({
          id: id(9100 + n),
          kind: (['wecom', 'dingtalk', 'sms'] as const)[n],
          name: ['指挥部值班群机器人', '各镇负责人群', '短信（县移动公司）'][n],
          host: ['qyapi.weixin.qq.com', 'oapi.dingtalk.com', 'sms.example.gov.cn'][n],
          kinds: ['escalated', 'directive', 'due_soon'],
          ...(n === 1 ? { unit: { id: id(50), name: '双石铺镇' } } : {}),
          language: 'zh',
          active: n < 2,
          changedAt: ago(900),
          changedBy: role,
          lastSentAt: ago(4),
          ...(n === 1 ? { failingSince: ago(31), lastError: 'errcode.310000' } : {}),
          waiting: n === 1 ? 17 : 0,
        })),
      };
    default:
      return undefined;
  }
}

// What the verification desk, the lead of a unit and the commander have before them, with lists and orders made for it.
import { deskPages } from './desk.mjs';
import { dropLists } from './officer.mjs';

const HOUR = 3_600_000;
const townships = [
  { unit: '双石铺镇', villages: ['双石铺村', '西庄村', '十里店村', '草店村', '安沟村'] },
  { unit: '凤州镇', villages: ['凤州村', '龙口村', '白石铺村', '桑园村', '马鞍山村'] },
  // Nobody can tell from the address which of the two is meant.
  { unit: '双石铺镇凤州镇交界', villages: [''] },
];

/** Lists of the night, three orders of the command post, and a leader who answers for two townships and three posts. Once. */
export async function fillWork(county) {
  for (const township of townships) await dropLists(county, township);
  const { units } = await county.read('commander', 'response.directory');
  const unit = (name) => units.find((one) => one.name === name).unit;
  const { account } = await county.read('commander', 'access.me');
  // The exercise county begins with a response.
  const { id: response } = (await county.read('commander', 'response.now')).response;
  const orders = [
    ['渭滨区金渭大厦关联人员地毯式排查', 6, 1, [{ unit: unit('双石铺镇') }, { unit: unit('凤州镇') }]],
    ['增设唐藏检查站夜间医护', 12, 2, [{ unit: unit('凤州镇') }]],
    ['核对包抓点位物资并反馈', 20, 3, [{ account: account.id }, { unit: unit('双石铺镇') }]],
  ];
  for (const [title, hours, priority, addressees] of orders)
    await county.enter('commander', 'response.directive.issued', {
      response,
      title,
      text: `${title}，按时反馈。`,
      addressees,
      dueAt: new Date(Date.now() + hours * HOUR).toISOString(),
      priority,
    });
  await county.enter('commander', 'response.leader.assigned', {
    response,
    account: account.id,
    areas: ['610330100000', '610330101000'],
    posts: ['CP1', 'CP3', 'CP8'],
    remit: '每日到点位督导一次，协调人员物资',
  });
}

/** Takes the pictures of their guides in one language. */
export async function workPictures({ browser, county, lang, save }) {
  const desk = await deskPages({ browser, county, lang, save });
  await desk.shot('verifier', '/lists', 'lists');
  await desk.shot('verifier', '/tray', 'unplaced');
  await desk.shot('verifier', '/rows', 'rows');
  await desk.shot('unitlead', '/tasks', 'unit-tasks');
  await desk.shot('commander', '/response', 'response');
  await desk.shot('commander', '/directives', 'directives');
  await desk.shot('commander', '/mine', 'mine');
  await desk.close();
}

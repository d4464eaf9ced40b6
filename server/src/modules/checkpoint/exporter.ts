import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { PassageFilter } from '@lianfang/domain/modules/checkpoint/reads.ts';
import type { Exporter } from '../../kernel/exports/exporter.ts';
import type { Asked } from '../../kernel/reads.ts';
import { posts } from './duty/store.ts';
import { type Mark, passagePage } from './read/store.ts';
import { passageQuery } from './reads.ts';

const PAGE = 1000;
const words: Record<string, string> = {
  vehicle: '车辆',
  pedestrian: '步行',
  car: '小型汽车',
  van: '面包车',
  truck: '货车',
  bus: '客车',
  motorcycle: '摩托车',
  other: '其他',
  passed: '放行',
  turned_back: '劝返',
  sent_to_sampling: '送采样',
  handed_to_clinician: '移交医护',
  no_certificate: '无核酸证明',
  certificate_expired: '证明过期',
  from_risk_area: '来自风险地区',
  fever: '发热',
  refused_check: '拒不配合',
  road_closed: '道路管控',
  not_necessary: '非必要出行',
  on_paper: '纸质登记未注明',
  plate_nonstandard: '非标准号牌',
  id_doubtful: '证件号存疑',
  id_damaged: '证件号残缺',
  id_old: '旧证件号',
  phone_missing: '无电话',
  clock: '设备时钟偏差',
};
const said = (value: string | null) => (value === null ? '' : (words[value] ?? value));

/** The list of passages as a file: the same filter, the same rows, nothing that says who it was. */
export const passagesExporter: Exporter = {
  who: ['checkpoint_lead', 'data_desk', 'signer', 'commander'],
  params: PassageFilter,
  columns: [
    { key: 'occurred', title: '时间', width: 18 },
    { key: 'post', title: '卡点编码', width: 10 },
    { key: 'postName', title: '卡点', width: 20 },
    { key: 'mode', title: '方式', width: 8 },
    { key: 'vehicleType', title: '车型', width: 10 },
    { key: 'from', title: '来自', width: 16 },
    { key: 'to', title: '前往', width: 16 },
    { key: 'persons', title: '人数', width: 8 },
    { key: 'outcome', title: '处置', width: 12 },
    { key: 'reason', title: '原因', width: 16 },
    { key: 'certificates', title: '查验证明', width: 10 },
    { key: 'samples', title: '现场采样', width: 10 },
    { key: 'fevers', title: '发热', width: 8 },
    { key: 'flags', title: '标记', width: 24 },
    { key: 'origin', title: '来源', width: 10 },
    { key: 'received', title: '送达时间', width: 18 },
    { key: 'position', title: '账本位置', width: 10 },
    { key: 'id', title: '编号', width: 38 },
  ],
  rows,
};

async function* rows(asked: Asked, filter: PassageFilter): AsyncGenerator<Record<string, unknown>> {
  const { deps, county } = asked;
  const names = new Map((await posts(deps.pool, county)).map(({ code, name }) => [code, name]));
  const query = passageQuery(asked, filter);
  let after: Mark | undefined;
  for (;;) {
    const page = await passagePage(deps.pool, county, query, after, PAGE);
    for (const row of page) {
      yield {
        ...row,
        occurred: wallClock(row.occurred),
        received: wallClock(row.received),
        postName: names.get(row.post) ?? row.post,
        mode: said(row.mode),
        vehicleType: said(row.vehicle_type),
        from: row.origin,
        to: row.destination,
        outcome: said(row.outcome),
        reason: said(row.reason),
        flags: row.flags.map(said).join('、'),
        origin: row.source === null ? '卡点设备' : '登记表导入',
        position: Number(row.position),
      };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = { occurred: last.occurred, id: last.id, person: last.person ?? 0 };
  }
}

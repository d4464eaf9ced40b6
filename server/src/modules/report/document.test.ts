import { describe, expect, it } from 'vitest';
import { areaWords, reportDocument, verifyUrl } from './document.ts';
import { sampleHands, sampleReport } from './fixtures.ts';
import { change, count, instantWords, periodWords } from './words.ts';

const url = 'https://county.example/verify/?report=x';
const words = (content = sampleReport(), hands = sampleHands('issued'), lang: 'zh' | 'en' = 'zh') =>
  reportDocument(content, hands, { lang, verifyUrl: url });

describe('the words of a report', () => {
  it('names the day, the authority, the signer', () => {
    const document = words();
    expect(document).toMatchObject({
      issuer: '凤县疫情联防联控指挥部',
      title: '凤县疫情联防联控工作日报',
      subtitle: '（2022年1月5日0时至24时）',
      signer: '签发人：赵犇',
      marks: ['演练 EXERCISE'],
      closing: { day: '2022年1月6日' },
      imprint: { printed: '2022年1月6日印发' },
    });
    expect(words(undefined, undefined, 'en').title).toContain('Feng County');
  });

  it('is a draft until it is issued, and says when it was returned', () => {
    expect(words(sampleReport({ exercise: false }), sampleHands('approved')).marks).toEqual(['草稿 DRAFT']);
    expect(words(sampleReport(), sampleHands('returned')).marks).toEqual([
      '演练 EXERCISE',
      '已退回 RETURNED',
    ]);
    expect(words(sampleReport({ exercise: false })).marks).toEqual([]);
    expect(words(sampleReport(), sampleHands('reviewed')).imprint).toBeNull();
  });

  it('says what has not arrived, and what that means for later reports', () => {
    const { sentences, table } = words(sampleReport({ behind: 3 })).completeness;
    expect(sentences).toEqual([
      '本日报截至账本第184467位编制，编制时间2022年1月6日0时12分。',
      '目前可确认2022年1月5日17时40分以前采集的数据均已送达。',
      '另有待核记录3条、未完成的登记表导入1批，未计入本期数据。',
      '16台登记设备中，以下3台尚有数据未送达，有关数据送达后在以后的日报中列为更正：',
    ]);
    expect(table?.rows[1]?.cells).toEqual([
      '手机2𬱖㛃𠮷',
      'CP2',
      '1201',
      '1192',
      '9',
      '2022年1月5日17时40分',
    ]);
    expect(words().completeness.sentences[1]).toContain('均已送达，本期数据完整');
    const silent = sampleReport();
    silent.completeness.until = '2022-01-05T10:00:00Z';
    expect(words(silent).completeness.sentences[1]).toContain('最早一台最后联系于2022年1月5日18时');
  });

  it('adds a line for what no listed post accounts for, so that the columns add up', () => {
    const content = sampleReport();
    content.lines[0]!.value += 5;
    const rows = words(content).posts.tables[0]!.rows;
    expect(rows.at(-2)?.cells.slice(0, 3)).toEqual(['未列入上述卡点', '5', '0']);
    expect(words().posts.tables[0]!.rows).toHaveLength(9);
  });

  it('shows the steps that are still to come', () => {
    const steps = (upTo: 'reviewed' | 'returned') =>
      words(undefined, sampleHands(upTo)).signoff.rows.map(({ cells }) => cells.slice(0, 2).join(' '));
    expect(steps('reviewed')).toEqual(['编制 张𬱖', '审核 李㛃', '批准 （待办）', '签发 （待办）']);
    expect(steps('returned')).toEqual(['编制 张𬱖', '审核 李㛃', '退回 王𠮷']);
  });

  it('lists amendments with what was issued and what holds now', () => {
    const { sentence, items } = words(sampleReport({ amendments: 2 })).amendments;
    expect(sentence).toContain('2期');
    expect(items[1]).toMatchObject({
      caption: '凤疫指报〔2021〕364号（2021年12月28日0时至24时）',
      rows: [
        { cells: ['检查车辆', '401', '413', '+12（+3.0%）'] },
        { cells: ['排查人员', '402', '399', '−3（−0.7%）'] },
      ],
    });
  });
});

describe('words of figures and times', () => {
  it('writes counts and changes', () => {
    expect([count(1_000_000, 'zh'), count(1_000_000, 'en'), count(-1234, 'en')]).toEqual([
      '1000000',
      '1,000,000',
      '−1,234',
    ]);
    expect([change(5, 5, 'zh'), change(5, 0, 'zh'), change(0, 4, 'en')]).toEqual([
      '持平',
      '+5',
      '−4 (−100.0%)',
    ]);
  });

  it('names a calendar day as such, and any other period by its ends', () => {
    expect(periodWords('2022-01-04T16:00:00Z', '2022-01-05T16:00:00Z', 'zh')).toBe('2022年1月5日0时至24时');
    expect(periodWords('2022-01-05T08:00:00+08:00', '2022-01-05T20:30:00+08:00', 'zh')).toBe(
      '2022年1月5日8时至2022年1月5日20时30分',
    );
    expect(instantWords('2022-01-05T00:05:00Z', 'en')).toBe('5 January 2022, 08:05');
  });

  it('spells areas', () => {
    expect([
      areaWords('凤县', 'en'),
      areaWords('宝鸡市', 'en'),
      areaWords('双石铺镇', 'en'),
      areaWords('凤县', 'zh'),
    ]).toEqual(['Feng County', 'Baoji City', 'Shuangshipu Town', '凤县']);
  });

  it('leads the QR to the page that knows the report', () => {
    expect(verifyUrl('https://a.example/', 'id', 'f'.repeat(64))).toBe(
      `https://a.example/verify/?report=id&hash=${'f'.repeat(32)}`,
    );
  });
});

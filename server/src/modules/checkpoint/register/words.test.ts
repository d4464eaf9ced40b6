import { describe, expect, it } from 'vitest';
import { instantOf, type readMoment } from '../../../kernel/imports/dates.ts';
import { findDate, findPost, findShift, type Post, readContext } from './context.ts';
import { type DayContext, dateOf, daysLater } from './dates.ts';
import { fieldOfHeader, type RegisterField } from './fields.ts';
import { findHeader } from './header.ts';
import { createWhen } from './when.ts';
import {
  readCertificate,
  readDocumentType,
  readOutcome,
  readSampled,
  readTurnBackReason,
  readVehicleType,
} from './words.ts';

const POSTS: Post[] = [
  { code: 'CP1', name: '草店高速出口', aliases: ['草店收费站'] },
  { code: 'CP2', name: '凤州高速出口' },
  { code: 'CP6', name: '平木检查站' },
  { code: 'CP10', name: '河口检查站' },
];

describe('times', () => {
  const context: DayContext = { date: '2022-01-05' };
  const at = (cell: Parameters<typeof readMoment>[0], given: DayContext = context) =>
    createWhen({ ...given }).read(cell, null);

  it.each([
    ['08:15', '2022-01-05T08:15:00+08:00'],
    ['8:15', '2022-01-05T08:15:00+08:00'],
    ['８：１５', '2022-01-05T08:15:00+08:00'],
    ['8时15分', '2022-01-05T08:15:00+08:00'],
    ['8时', '2022-01-05T08:00:00+08:00'],
    ['8点半', '2022-01-05T08:30:00+08:00'],
    ['8点一刻', '2022-01-05T08:15:00+08:00'],
    ['8.15', '2022-01-05T08:15:00+08:00'],
    ['8。15', '2022-01-05T08:15:00+08:00'],
    ['0815', '2022-01-05T08:15:00+08:00'],
    ['08:15:30', '2022-01-05T08:15:30+08:00'],
    ['08:15-08:20', '2022-01-05T08:15:00+08:00'],
    ['约', undefined],
    ['上午8:15', '2022-01-05T08:15:00+08:00'],
    ['下午3:20', '2022-01-05T15:20:00+08:00'],
    ['3:20 PM', '2022-01-05T15:20:00+08:00'],
    ['晚上9点', '2022-01-05T21:00:00+08:00'],
    ['中午12:30', '2022-01-05T12:30:00+08:00'],
    ['凌晨12:10', '2022-01-05T00:10:00+08:00'],
    ['24:00', '2022-01-06T00:00:00+08:00'],
    ['24:01', undefined],
    ['8:65', undefined],
    ['2022年1月5日 0时36分', '2022-01-05T00:36:00+08:00'],
    ['2022/1/6 0:24', '2022-01-06T00:24:00+08:00'],
    ['2022-1-6 00:24:09', '2022-01-06T00:24:09+08:00'],
    ['2022.01.06 7:05', '2022-01-06T07:05:00+08:00'],
    ['2022-01-05T08:15', '2022-01-05T08:15:00+08:00'],
    ['2022-01-05T00:15:00Z', '2022-01-05T08:15:00+08:00'],
    ['2022-01-05T08:15:00.000+08:00', '2022-01-05T08:15:00+08:00'],
    ['20220105 0815', '2022-01-05T08:15:00+08:00'],
    ['202201050815', '2022-01-05T08:15:00+08:00'],
    ['20220105081530', '2022-01-05T08:15:30+08:00'],
    ['1月6日 8:00', '2022-01-06T08:00:00+08:00'],
    ['1月6日8时', '2022-01-06T08:00:00+08:00'],
    ['6日 8:00', '2022-01-06T08:00:00+08:00'],
    ['1/6 8:00', '2022-01-06T08:00:00+08:00'],
    ['12月31日 23:50', '2021-12-31T23:50:00+08:00'],
    ['1/6/2022 8:00', '2022-01-06T08:00:00+08:00'],
    ['22/1/6 8:00', '2022-01-06T08:00:00+08:00'],
    ['1/6/22 8:00', '2022-01-06T08:00:00+08:00'],
    ['二〇二二年一月六日 8:00', '2022-01-06T08:00:00+08:00'],
    ['2022年1月6日(星期四) 8:00', '2022-01-06T08:00:00+08:00'],
    ['2022-02-30 8:00', undefined],
    ['="08:15"', '2022-01-05T08:15:00+08:00'],
    ['44566.34375', '2022-01-05T08:15:00+08:00'],
    ['2022-01-05', undefined],
    ['不清', undefined],
  ])('%s', (text, expected) => {
    expect(at(text).at).toBe(expected);
  });

  it.each([
    [44566.34375, '2022-01-05T08:15:00+08:00'],
    [44566.008356481485, '2022-01-05T00:12:02+08:00'],
    [0.34375, '2022-01-05T08:15:00+08:00'],
    [815, '2022-01-05T08:15:00+08:00'],
    [8.3, '2022-01-05T08:30:00+08:00'],
    [99, undefined],
  ])('number %d', (value, expected) => {
    expect(at(value).at).toBe(expected);
  });

  it('says why there is no time', () => {
    expect(at('', context).held).toBe('time_missing');
    expect(at('不清', context).held).toBe('time_unreadable');
    expect(at('08:15', {}).held).toBe('date_missing');
    expect(at('1月5日 08:15', { receivedOn: '2022-01-07' }).at).toBe('2022-01-05T08:15:00+08:00');
    expect(at('12月30日 08:15', { receivedOn: '2022-01-07' }).at).toBe('2021-12-30T08:15:00+08:00');
  });

  it('takes the date from a column of its own', () => {
    expect(createWhen({}).read('08:15', '2022年1月5日').at).toBe('2022-01-05T08:15:00+08:00');
    expect(createWhen(context).read('08:15', '1月6日').at).toBe('2022-01-06T08:15:00+08:00');
  });

  it.each([
    [{ from: 1200, to: 1920 }, '20:05', '2022-01-05'],
    [{ from: 1200, to: 1920 }, '19:50', '2022-01-05'],
    [{ from: 1200, to: 1920 }, '00:05', '2022-01-06'],
    [{ from: 1200, to: 1920 }, '07:59', '2022-01-06'],
    [{ from: 1200, to: 1920 }, '08:20', '2022-01-06'],
    [{ from: 960, to: 1440 }, '00:05', '2022-01-06'],
    [{ from: 0, to: 480 }, '00:05', '2022-01-05'],
    [{ from: 480, to: 1920 }, '07:50', '2022-01-06'],
    [{ from: 0, to: 1440 }, '00:05', '2022-01-05'],
    [undefined, '00:05', '2022-01-05'],
  ])('in a shift %o, %s is on %s', (shift, clock, day) => {
    const when = createWhen({ date: '2022-01-05', shift });
    expect(when.read(clock, null).at?.slice(0, 10)).toBe(day);
  });

  it('lets a night shift without hours run on past midnight once the evening was seen', () => {
    const night = createWhen({ date: '2022-01-05', shift: { name: '夜班' } });
    expect(night.read('00:10', null).at?.slice(0, 10)).toBe('2022-01-05');
    expect(night.read('22:10', null).at?.slice(0, 10)).toBe('2022-01-05');
    expect(night.read('00:11', null).at?.slice(0, 10)).toBe('2022-01-06');
  });

  it('flags a time outside its shift', () => {
    expect(
      createWhen({ date: '2022-01-05', shift: { from: 480, to: 960 } }).read('22:00', null).outside,
    ).toBe(true);
    expect(daysLater(22 * 3600, { shift: { from: 480, to: 960 } })).toBe(0);
    expect(dateOf({ day: 31 }, { date: '2022-01-01' })).toBe('2021-12-31');
    expect(instantOf('2022-12-31', 86_400)).toBe('2023-01-01T00:00:00+08:00');
  });
});

describe('headers', () => {
  it.each<[RegisterField, string]>([
    ['time', '登记时间'],
    ['time', '过检时间'],
    ['date', '日期'],
    ['plate', '车牌号'],
    ['plate', '号牌号码'],
    ['plate', '车 号'],
    ['vehicleType', '车型'],
    ['vehicleType', '号牌种类'],
    ['personCount', '随车人数'],
    ['name', '姓名'],
    ['name', '驾驶人姓名'],
    ['document', '身份证号'],
    ['document', '公民身份号码'],
    ['document', '证件号码（必填）'],
    ['documentType', '证件类型'],
    ['phone', '联系电话'],
    ['phone', '联系方式'],
    ['from', '来自'],
    ['from', '出发地'],
    ['to', '前往'],
    ['to', '目的地'],
    ['temperature', '体温(℃)'],
    ['certificate', '核酸检测'],
    ['certificate', '48小时核酸证明'],
    ['sampled', '现场采样'],
    ['sampled', '是否核酸采样'],
    ['outcome', '处置'],
    ['outcome', '处理结果'],
    ['turnedBack', '是否劝返'],
    ['released', '是否放行'],
    ['reason', '劝返原因'],
    ['note', '备注'],
    ['post', '检查点名称'],
    ['shift', '班次'],
    ['sequence', '序号'],
    ['errorReason', '错误原因'],
    ['ignore', '现住址'],
    ['ignore', '登记人'],
    ['ignore', '采样时间'],
    ['ignore', '性别'],
  ])('%s: %s', (field, header) => {
    expect(fieldOfHeader(header)).toBe(field);
  });

  it('finds the header below titles, of two rows, with a mapping given by hand', () => {
    const rows = [
      { number: 1, cells: ['凤县疫情防控检查点车辆人员登记表'] },
      { number: 2, cells: ['检查点：', '草店', '日期：', '2022年1月5日', '班次：', '早班'] },
      { number: 4, cells: ['序号', '车辆信息', null, '人员信息', null, '去向代号'] },
      { number: 5, cells: [null, '车牌号', '登记时间', '姓名', '身份证号'] },
      { number: 6, cells: [1, '陕A12345', '08:00', '张三', '610399'] },
    ];
    const header = findHeader(rows, { 去向代号: 'to' });
    expect(header?.rows).toEqual([4, 5]);
    expect(header?.at).toBe(3);
    expect(header?.columns.map(({ field }) => field)).toEqual([
      'sequence',
      'plate',
      'time',
      'name',
      'document',
      'to',
    ]);
    expect(findHeader(rows.slice(0, 2))).toBeUndefined();
    const split = findHeader([
      { number: 3, cells: ['序号', '登记时间', '车牌号', '姓名', '证件', null, '体温'] },
      { number: 4, cells: [null, null, null, null, '证件类型', '证件号码'] },
    ]);
    expect(split?.at).toBe(1);
    expect(split?.columns.map(({ field }) => field)).toEqual([
      'sequence',
      'time',
      'plate',
      'name',
      'documentType',
      'document',
      'temperature',
    ]);
    const named = findHeader([{ number: 1, cells: ['甲', '姓名', '车号', '时间'] }], { '#A': 'phone' });
    expect(named?.columns[0]).toEqual({ column: 0, header: '甲', field: 'phone' });
  });
});

describe('context', () => {
  it.each([
    ['检查点：草店高速出口', 'CP1'],
    ['草店收费站登记表', 'CP1'],
    ['CP1-20220105', 'CP1'],
    ['cp10_20220105', 'CP10'],
    ['平木镇平木卡点', 'CP6'],
    ['凤州 高速 出口', 'CP2'],
    ['凤州高速出口转草店', 'CP2'],
    ['草店高速出口、凤州高速出口', undefined],
    ['留凤关', undefined],
  ])('%s is %s', (text, code) => {
    expect(findPost(text, POSTS)).toBe(code);
  });

  it.each([
    ['日期：2022年1月5日    班次：早班 00:00-08:00', false, { year: 2022, month: 1, day: 5 }],
    ['日期：2022-01-05 08:00-16:00', false, { year: 2022, month: 1, day: 5 }],
    ['二〇二二年一月十五日', false, { year: 2022, month: 1, day: 15 }],
    ['1月5日早班', true, { month: 1, day: 5 }],
    ['CP2-20220105', true, { year: 2022, month: 1, day: 5 }],
    ['草店 1.5', true, { month: 1, day: 5 }],
    ['0105', true, { month: 1, day: 5 }],
    ['5日夜班', true, { day: 5 }],
    ['早班 08:00-16:00', true, undefined],
  ])('the date in %s', (text, inName, moment) => {
    expect(findDate(text, inName)).toEqual(moment);
  });

  it.each([
    ['日期：2022年1月5日  班次：早班 00:00-08:00', { name: '早班', from: 0, to: 480 }],
    ['日期：2022-01-05 08:00 - 16:00', { from: 480, to: 960 }],
    ['夜班（20时至次日8时）', { name: '夜班', from: 1200, to: 1920 }],
    ['夜班20:00—08:00', { name: '夜班', from: 1200, to: 1920 }],
    ['1月5日20:00至1月6日08:00', { from: 1200, to: 1920 }],
    ['晚班 16:00～24:00', { name: '晚班', from: 960, to: 1440 }],
    ['夜班', { name: '夜班' }],
    ['登记表', undefined],
  ])('the shift in %s', (text, shift) => {
    expect(findShift(text)).toEqual(shift);
  });

  it('takes the nearest source and says where another disagrees', () => {
    const context = readContext(
      {
        titles: ['凤州高速出口登记表', '检查点：草店高速出口　日期：1月5日'],
        sheetName: '早班',
        fileName: 'CP2-20220105.xlsx',
      },
      { posts: POSTS },
    );
    expect(context).toMatchObject({
      post: 'CP1',
      postFrom: 'title',
      date: '2022-01-05',
      dateFrom: 'title',
      disagree: ['post'],
    });
    expect(
      readContext(
        { titles: [], sheetName: 'Sheet1', fileName: '草店高速出口 1月5日.xlsx' },
        { posts: POSTS, receivedOn: '2022-01-08' },
      ),
    ).toMatchObject({ post: 'CP1', postFrom: 'file', date: '2022-01-05' });
    expect(
      readContext(
        { titles: [], sheetName: 'x', fileName: 'y' },
        { posts: POSTS, post: 'CP2', date: '2022-03-01' },
      ),
    ).toMatchObject({ post: 'CP2', postFrom: 'given', date: '2022-03-01' });
  });
});

describe('words', () => {
  it.each([
    ['放行', 'passed', true],
    ['已通过', 'passed', true],
    ['正常', 'passed', true],
    ['采样后放行', 'passed', true],
    ['劝返', 'turned_back', true],
    ['已劝返', 'turned_back', true],
    ['不予放行', 'turned_back', true],
    ['原路返回', 'turned_back', true],
    ['送采样点', 'sent_to_sampling', true],
    ['移交医护', 'handed_to_clinician', true],
    ['转发热门诊', 'handed_to_clinician', true],
    ['', 'passed', false],
    ['其他', 'passed', false],
  ])('outcome %s', (text, outcome, known) => {
    expect(readOutcome(text)).toMatchObject({ outcome, known });
  });

  it('reads the reason with the outcome', () => {
    expect(readOutcome('劝返（无48小时核酸）')).toEqual({
      outcome: 'turned_back',
      known: true,
      reason: '无48小时核酸',
    });
    expect(readTurnBackReason('无48小时核酸')).toBe('no_certificate');
    expect(readTurnBackReason('核酸过期')).toBe('certificate_expired');
    expect(readTurnBackReason('来自中高风险地区')).toBe('from_risk_area');
    expect(readTurnBackReason('')).toBe('on_paper');
    expect(readTurnBackReason('家有急事')).toBe('other');
  });

  it.each([
    ['', undefined],
    ['无', { result: 'none' }],
    ['否', { result: 'none' }],
    ['-', { result: 'none' }],
    ['未检测', { result: 'none' }],
    ['阴性', { result: 'negative' }],
    ['阴性 24小时内', { result: 'negative', ageHours: 24 }],
    ['48h阴性', { result: 'negative', ageHours: 48 }],
    ['48h内阴性', { result: 'negative', ageHours: 48 }],
    ['3天内阴性', { result: 'negative', ageHours: 72 }],
    ['七天', { result: 'negative', ageHours: 168 }],
    ['1月4日阴性', { result: 'negative' }],
    ['有', { result: 'negative' }],
    ['√', { result: 'negative' }],
    ['是', { result: 'negative' }],
    ['24', { result: 'negative', ageHours: 24 }],
    ['阳性', { result: 'positive' }],
    ['咸阳市中心医院阴性', { result: 'negative' }],
    ['已过期', { result: 'none' }],
    ['已接种', { result: 'vaccinated' }],
  ])('certificate %s', (text, expected) => {
    expect(readCertificate(text)).toEqual(expected);
  });

  it.each([
    ['是', true],
    ['√', true],
    ['已采', true],
    ['Y', true],
    ['1', true],
    ['鼻咽拭子', true],
    ['', false],
    ['否', false],
    ['未采', false],
    ['N', false],
    ['×', false],
    ['0', false],
    ['免采', false],
  ])('sampled %s', (text, expected) => {
    expect(readSampled(text)).toBe(expected);
  });

  it.each([
    ['小型汽车', 'car'],
    ['小型普通客车', 'car'],
    ['轿车', 'car'],
    ['SUV', 'car'],
    ['面包车', 'van'],
    ['小型面包车', 'van'],
    ['货车', 'truck'],
    ['重型半挂牵引车', 'truck'],
    ['客车', 'bus'],
    ['大型普通客车', 'bus'],
    ['摩托车', 'motorcycle'],
    ['拖拉机', 'other'],
    ['', undefined],
  ])('vehicle %s', (text, expected) => {
    expect(readVehicleType(text)).toBe(expected);
  });

  it.each([
    ['', '610399199001011234', 'id_card'],
    ['', 'H1234567801', 'hk_macao_permit'],
    ['', 'E12345678', 'passport'],
    ['护照', '12345678', 'passport'],
    ['台胞证', '12345678', 'taiwan_permit'],
    ['身份证', 'x', 'id_card'],
    ['', '6103991990', 'id_card'],
  ])('document %s %s', (word, number, type) => {
    expect(readDocumentType(word, number)).toBe(type);
  });
});

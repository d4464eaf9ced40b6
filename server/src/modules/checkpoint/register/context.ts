import { toHalfWidth } from '@lianfang/domain/kernel/identifiers/text.ts';
import {
  chineseNumber,
  daysBetween,
  isoDate,
  type Moment,
  nearestDate,
} from '../../../kernel/imports/dates.ts';
import type { DayContext, Shift } from './dates.ts';
import type { RegisterField } from './fields.ts';

/** A checkpoint by the names under which registers know it. */
export type Post = { code: string; name: string; aliases?: readonly string[] | undefined };

/** Where a post, date or shift was found. */
export type ContextSource = 'given' | 'title' | 'sheet' | 'file';
export type SheetContext = {
  post?: string;
  postFrom?: ContextSource;
  date?: string;
  dateFrom?: ContextSource;
  shift?: Shift;
  /** Sources that say something else than the one that was taken. */
  disagree: ('post' | 'date')[];
};

const POST_ENDING =
  /(?:省界|高速公路|高速|公路|收费站|出入口|出口|入口|匝道|疫情|防控|检疫|查验|检查|服务|执勤|卡点|卡口|站|点|口)+$/;

function bare(text: string): string {
  return toHalfWidth(text.normalize('NFC')).replace(/\s+/g, '').toUpperCase();
}

/** How surely a text names a post: its name or alias, its code, or the name without 高速出口/检查站. 0: it does not. */
function sureness(text: string, post: Post): number {
  const names = [post.name, ...(post.aliases ?? [])].map(bare).filter((name) => name.length >= 2);
  const whole = Math.max(0, ...names.filter((name) => text.includes(name)).map((name) => 1000 + name.length));
  if (whole > 0) return whole;
  const code = bare(post.code).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`(?<![A-Z0-9])${code}(?![A-Z0-9])`).test(text)) return 900;
  const cores = names.map((name) => name.replace(POST_ENDING, '')).filter((core) => core.length >= 2);
  return Math.max(0, ...cores.filter((core) => text.includes(core)).map((core) => core.length));
}

/** The post that a text names most surely; undefined when none, or when two are named equally. */
export function findPost(text: string, posts: readonly Post[]): string | undefined {
  const line = bare(text);
  if (line === '') return undefined;
  const found = posts
    .map((post) => ({ code: post.code, sure: sureness(line, post) }))
    .sort((a, b) => b.sure - a.sure);
  const [first, second] = found;
  return first && first.sure > 0 && first.sure > (second?.sure ?? 0) ? first.code : undefined;
}

/** Half-width, without spaces except between two figures, where they tell a date from a time. */
function closeUp(text: string): string {
  return toHalfWidth(text).replace(/(?<!\d)\s+|\s+(?!\d)/g, '');
}

const N = '(\\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])';
const FULL_DATES = [
  new RegExp(`(\\d{4}|[〇零一二三四五六七八九]{4})年${N}月${N}[日号]?`),
  /(?<!\d)(\d{4})[-/._](\d{1,2})[-/._](\d{1,2})(?!\d)/,
  /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/,
];
const MONTH_DAY = new RegExp(`(?<![\\d年])${N}月${N}[日号]?`);
/** `1.5`, `01-05`, `0105` and `5日` are dates in the name of a sheet or file only. */
const MONTH_DAY_IN_NAME = [
  /(?<![\d.:-])(\d{1,2})[-._](\d{1,2})(?![\d.:-])/,
  /(?<!\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)/,
];
const DAY_IN_NAME = /(?<!\d)(\d{1,2})[日号]/;

/** The date in a title or a name. `inName`: also the short ways in which sheets and files are named. */
export function findDate(text: string, inName = false): Moment | undefined {
  const line = closeUp(text).replace(RANGE, ' ');
  for (const pattern of FULL_DATES) {
    const found = pattern.exec(line);
    const [year, month, day] = (found?.slice(1) ?? []).map(chineseNumber);
    if (found && isoDate(year ?? 0, month ?? 0, day ?? 0) !== undefined)
      return { year: year ?? 0, month: month ?? 0, day: day ?? 0 };
  }
  for (const pattern of [MONTH_DAY, ...(inName ? MONTH_DAY_IN_NAME : [])]) {
    const found = pattern.exec(line);
    const [month, day] = (found?.slice(1) ?? []).map(chineseNumber);
    if (found && isoDate(2024, month ?? 0, day ?? 0) !== undefined)
      return { month: month ?? 0, day: day ?? 0 };
  }
  const day = inName ? Number(DAY_IN_NAME.exec(line)?.[1]) : Number.NaN;
  return day >= 1 && day <= 31 ? { day } : undefined;
}

const RANGE =
  /(\d{1,2})(?::(\d{2})|[时点])?(?:-|—|–|~|～|至|到)+(次日|翌日|第二天|次晨)?(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日)?(\d{1,2})(?::(\d{2})|[时点])/;
const SHIFT_NAME = /(?:大夜|小夜|前夜|后夜|第?[一二三四]|[早中晚夜白日甲乙丙丁]|[A-D])班/;

/** The shift in a title or a name: `早班 00:00-08:00`, `夜班（20时至次日8时）`. */
export function findShift(text: string): Shift | undefined {
  const line = closeUp(text).replace(FULL_DATES[1] ?? '', ' ');
  const name = SHIFT_NAME.exec(line.replace(/班[次组别]/g, ' '))?.[0];
  const range = RANGE.exec(line);
  if (!range) return name === undefined ? undefined : { name };
  const from = Number(range[1]) * 60 + Number(range[2] ?? 0);
  const end = Number(range[4]) * 60 + Number(range[5] ?? 0);
  if (from > 1440 || end > 1440) return name === undefined ? undefined : { name };
  const to = range[3] !== undefined || end <= from ? end + 1440 : end;
  return { ...(name === undefined ? {} : { name }), from, to };
}

export type ContextTexts = {
  /** Rows above the header, each as one text. */
  titles: readonly string[];
  sheetName: string;
  fileName: string;
};

export type ContextOptions = {
  posts: readonly Post[];
  /** Given by the person who imports: goes before everything that is written. */
  post?: string | undefined;
  date?: string | undefined;
  receivedOn?: string | undefined;
};

export type RegisterOptions = ContextOptions & {
  /** The name under which the file was sent: it may name the post and the date. */
  fileName: string;
  /** Fields given by hand for header words (`headerKey`) or for a column (`#C`); can be saved and used again. */
  mapping?: Readonly<Record<string, RegisterField>> | undefined;
};

function completeDate(
  moment: Moment,
  years: readonly Moment[],
  receivedOn: string | undefined,
): string | undefined {
  if (moment.year !== undefined) return isoDate(moment.year, moment.month ?? 0, moment.day ?? 0);
  const dated = years.find((other) => other.year !== undefined && other.month !== undefined);
  const near = dated ? isoDate(dated.year ?? 0, dated.month ?? 0, dated.day ?? 0) : receivedOn;
  if (near === undefined) return undefined;
  const date = nearestDate(moment, near);
  const past = dated !== undefined || date === undefined || daysBetween(date, near) <= 1;
  return past
    ? date
    : isoDate(Number(near.slice(0, 4)) - 1, moment.month ?? Number(date.slice(5, 7)), moment.day ?? 0);
}

/**
 * The post, date and shift that a sheet's rows speak of: from the rows above the header, else the sheet's name, else
 * the file's name. What is given by hand goes first. Where two sources disagree, the nearer one is taken and it is said.
 */
export function readContext(texts: ContextTexts, options: ContextOptions): SheetContext {
  const fileName = texts.fileName.replace(/\.[a-z]{1,5}$/i, '');
  const title = texts.titles.join('　');
  const sources = [
    ['title', title],
    ['sheet', texts.sheetName],
    ['file', fileName],
  ] as const;
  const context: SheetContext = { disagree: [] };

  const posts = sources
    .map(([from, text]) => ({
      from,
      post: from === 'title' ? postOfTitles(texts.titles, options.posts) : findPost(text, options.posts),
    }))
    .filter(({ post }) => post !== undefined);
  const post = options.post === undefined ? posts[0] : { from: 'given' as const, post: options.post };
  if (post?.post !== undefined) Object.assign(context, { post: post.post, postFrom: post.from });
  if (new Set(posts.map((found) => found.post)).size > 1) context.disagree.push('post');

  const moments = sources.flatMap(([from, text]) => {
    const moment = findDate(text, from !== 'title');
    return moment === undefined ? [] : [{ from, moment }];
  });
  const years = moments.map(({ moment }) => moment);
  const dates = moments.flatMap(({ from, moment }) => {
    const date = completeDate(moment, years, options.receivedOn);
    return date === undefined ? [] : [{ from, date }];
  });
  const date = options.date === undefined ? dates[0] : { from: 'given' as const, date: options.date };
  if (date !== undefined) Object.assign(context, { date: date.date, dateFrom: date.from });
  if (new Set(dates.map((found) => found.date)).size > 1) context.disagree.push('date');

  const shift = sources.map(([, text]) => findShift(text)).find((found) => found !== undefined);
  if (shift !== undefined) context.shift = shift;
  return context;
}

/** A labelled row (检查点：…) names the post before a title that may name the county and others. */
function postOfTitles(titles: readonly string[], posts: readonly Post[]): string | undefined {
  const labelled = titles.flatMap(
    (line) => /(?:检查点|卡点|检查站|卡口|站点|点位)(?:名称)?\s*[:：]\s*(\S+)/.exec(line)?.[1] ?? [],
  );
  return [...labelled, titles.join('　')]
    .map((text) => findPost(text, posts))
    .find((post) => post !== undefined);
}

/** What dates.ts needs of a sheet's context. */
export function dayContextOf(context: SheetContext, receivedOn: string | undefined): DayContext {
  return { date: context.date, shift: context.shift, receivedOn };
}

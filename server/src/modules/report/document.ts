import { countyDay } from '@lianfang/domain/kernel/time.ts';
import type { ReportContent, ReportHand } from '@lianfang/domain/modules/report/reads.ts';
import { pinyin } from 'pinyin-pro';
import { contentHash, type ReportSignature } from './signature.ts';
import {
  change,
  count,
  type DocumentLang,
  type DocumentWords,
  dayWords,
  documentWords,
  instantWords,
  isWholeDay,
  periodWords,
  unitWord,
} from './words.ts';

export type Hands = readonly ReportHand[];
export type DocumentOptions = {
  lang?: DocumentLang | undefined;
  /** The authority on the head of the page; the area's command post when left out. */
  issuer?: string | undefined;
  /** Where the QR leads. */
  verifyUrl: string;
  signature?: ReportSignature | undefined;
};

/** Texts of a page, ready to be set: nothing in it is computed or translated again. */
/** `cells` of a row; `strong` for totals. */
type Row = { cells: string[]; strong?: true };
type Table = { columns: string[]; rows: Row[] };

/** Columns of figures that fit a page; more continue in a table below. */
const columnsAcross = 8;
/** How many figures the opening sentence names: those that the table begins with. */
const leading = 4;

/**
 * How far a report is, by its last hand. Hands stand in the order in which they were put down; a report without
 * any counts as compiled.
 */
export function documentState(hands: Hands): ReportHand['step'] {
  return hands.at(-1)?.step ?? 'compiled';
}

/** The address that the QR on the paper leads to: the public page that knows issued reports and their hashes. */
export function verifyUrl(publicUrl: string, report: string, hash: string): string {
  return `${publicUrl.replace(/\/$/, '')}/verify/?report=${report}&hash=${hash.slice(0, 32)}`;
}

/** Name of an area in the language of the document: 凤县, Feng County. */
export function areaWords(name: string, lang: DocumentLang): string {
  if (lang === 'zh') return name;
  const kinds: Record<string, string> = {
    县: 'County',
    区: 'District',
    市: 'City',
    旗: 'Banner',
    镇: 'Town',
    乡: 'Township',
    省: 'Province',
  };
  const kind = name.length > 1 ? kinds[name.at(-1)!] : undefined;
  const stem = kind ? name.slice(0, -1) : name;
  const sound = pinyin(stem, { toneType: 'none', type: 'array' }).join('').toLowerCase();
  const spelt = sound.charAt(0).toUpperCase() + sound.slice(1);
  return kind ? `${spelt} ${kind}` : spelt;
}

/** Lays a report out in words, in the order of the official form. Same content, hands and options, same words. */
export function reportDocument(content: ReportContent, hands: Hands, options: DocumentOptions) {
  const lang = options.lang ?? 'zh';
  const words = documentWords[lang];
  const state = documentState(hands);
  const area = areaWords(content.areaName, lang);
  const issuer = options.issuer ?? words.commandPost(area);
  const issued = hands.find((hand) => hand.step === 'issued');
  const period = periodWords(content.from, content.to, lang);
  const hash = options.signature?.contentHash ?? contentHash(content, hands);
  return {
    lang,
    state,
    marks: [
      ...(content.exercise ? [words.exercise] : []),
      ...(state === 'issued' ? [] : [state === 'returned' ? words.returned : words.draft]),
    ],
    exercise: content.exercise ? words.exercise : null,
    issuer,
    number: content.number,
    signer: `${words.signer}${issued?.display ?? words.unsigned}`,
    title: words.title(area),
    subtitle: lang === 'zh' ? `（${period}）` : `(${period})`,
    lead: words.lead(period, area, leadFigures(content, words, lang)),
    figures: {
      heading: words.figures,
      table: figures(content, words, lang),
      note: versions(content, words, lang),
    },
    posts: postsSection(content, words, lang),
    completeness: completeness(content, words, lang),
    amendments: amendments(content, words, lang),
    basis: { heading: words.basis, rows: basis(content, words, lang, hash, options.signature) },
    signoff: { columns: words.signoffColumns, rows: signoff(hands, words, lang) },
    closing: { issuer, day: issued ? dayWords(countyDay(issued.at), lang) : words.unsigned },
    imprint: issued
      ? { office: words.imprint(issuer), printed: words.printed(dayWords(countyDay(issued.at), lang)) }
      : null,
    footer: {
      verify: issued ? words.verify : words.verifyDraft,
      hash: hash.slice(0, 16),
      url: options.verifyUrl,
    },
  };
}

function leadFigures(content: ReportContent, words: DocumentWords, lang: DocumentLang): string {
  return content.lines
    .slice(0, leading)
    .map((line) => words.leadFigure(line.title[lang], count(line.value, lang), unitWord(line.unit, lang)))
    .join(words.listJoint);
}

function figures(content: ReportContent, words: DocumentWords, lang: DocumentLang): Table {
  return {
    columns: words.figureColumns(isWholeDay(content.from, content.to)),
    rows: content.lines.map((line) => ({
      cells: [
        line.title[lang],
        unitWord(line.unit, lang),
        count(line.value, lang),
        count(line.before, lang),
        change(line.value, line.before, lang),
      ],
    })),
  };
}

/** By which version of its definition each figure was counted: the usual one, and those that go by another. */
function versions({ lines }: ReportContent, words: DocumentWords, lang: DocumentLang): string {
  const usual = lines.length === 0 ? 1 : Math.min(...lines.map(({ version }) => version));
  const others = lines.filter(({ version }) => version !== usual);
  return words.versions(
    usual,
    others.map((line) => words.version(line.title[lang], line.version)).join(words.listJoint),
  );
}

/** Values by post, and beside them what the whole area counts but no listed post does: sums on the page add up. */
export function postFigures(content: ReportContent): { lines: ReportContent['lines']; elsewhere: number[] } {
  const lines = content.lines.filter((line) => content.byPost.some((post) => line.indicator in post.values));
  const elsewhere = lines.map(
    (line) => line.value - content.byPost.reduce((sum, post) => sum + (post.values[line.indicator] ?? 0), 0),
  );
  return { lines, elsewhere };
}

function postsSection(content: ReportContent, words: DocumentWords, lang: DocumentLang) {
  const { lines, elsewhere } = postFigures(content);
  const tables: Table[] = [];
  for (let from = 0; from < lines.length; from += columnsAcross) {
    const part = lines.slice(from, from + columnsAcross);
    const rows: Row[] = content.byPost.map((post) => ({
      cells: [
        `${post.post} ${post.name}`,
        ...part.map((line) => count(post.values[line.indicator] ?? 0, lang)),
      ],
    }));
    const rest = elsewhere.slice(from, from + columnsAcross);
    if (rest.some((value) => value !== 0)) {
      rows.push({ cells: [words.elsewhere, ...rest.map((value) => count(value, lang))] });
    }
    rows.push({ cells: [words.total, ...part.map((line) => count(line.value, lang))], strong: true });
    tables.push({ columns: [words.postColumn, ...part.map((line) => line.title[lang])], rows });
  }
  return { heading: words.posts, tables, note: tables.length > 0 ? words.postsNote : words.noPosts };
}

/** The completeness statement in sentences, as the page and the workbook print it. */
export function completenessWords(
  content: ReportContent,
  words: DocumentWords,
  lang: DocumentLang,
): string[] {
  const { complete, until, devices, behind, held, openImports } = content.completeness;
  const sentences = [words.cutOff(content.cutOff, instantWords(content.compiledAt, lang))];
  const of = count(devices, lang);
  if (complete) {
    sentences.push(completeWords(content, words, lang));
  } else {
    if (until) sentences.push(words.incompleteUntil(instantWords(until, lang)));
  }
  const pending = held > 0 || openImports > 0;
  sentences.push(pending ? words.pending(count(held, lang), count(openImports, lang)) : words.noPending);
  if (!complete) {
    sentences.push(
      behind.length > 0 ? words.incomplete(of, count(behind.length, lang)) : words.incompleteOther,
    );
  }
  return sentences;
}

/** Nothing is known to be missing; whether nothing can be is told by when the devices were last heard of. */
function completeWords(
  { completeness: { until, devices }, to }: ReportContent,
  words: DocumentWords,
  lang: DocumentLang,
): string {
  const of = count(devices, lang);
  if (until === undefined) return words.complete(of);
  const told = Date.parse(until) < Date.parse(to) ? words.completeTold : words.completeUntil;
  return told(of, instantWords(until, lang));
}

function completeness(content: ReportContent, words: DocumentWords, lang: DocumentLang) {
  const rows = content.completeness.behind.map((device) => ({
    cells: [
      device.name,
      device.post ?? words.unknown,
      count(device.captured, lang),
      count(device.received, lang),
      count(device.missing, lang),
      device.behindSince ? instantWords(device.behindSince, lang) : words.unknown,
    ],
  }));
  const table: Table | null = rows.length > 0 ? { columns: words.deviceColumns, rows } : null;
  return { heading: words.completeness, sentences: completenessWords(content, words, lang), table };
}

/** Title of an indicator by its id: a report that is amended may name one that this report no longer has. */
export function indicatorTitle(content: ReportContent, id: string, lang: DocumentLang): string {
  return content.lines.find((line) => line.indicator === id)?.title[lang] ?? id;
}

function amendments(content: ReportContent, words: DocumentWords, lang: DocumentLang) {
  const items = content.amendments.map((report) => ({
    caption: words.amendmentCaption(report.number, periodWords(report.from, report.to, lang)),
    columns: words.amendmentColumns,
    rows: report.changes.map(({ indicator, was, is }) => ({
      cells: [
        indicatorTitle(content, indicator, lang),
        count(was, lang),
        count(is, lang),
        change(is, was, lang),
      ],
    })),
  }));
  const sentence = items.length > 0 ? words.amended(count(items.length, lang)) : words.noAmendments;
  return { heading: words.amendments, sentence, items };
}

function basis(
  content: ReportContent,
  words: DocumentWords,
  lang: DocumentLang,
  hash: string,
  signature: ReportSignature | undefined,
): { label: string; value: string; code: boolean }[] {
  const labels = words.basisRows;
  const plain = (label: string, value: string) => ({ label, value, code: false });
  const code = (label: string, value: string) => ({ label, value, code: true });
  return [
    plain(labels.cutOff, words.cutOffValue(content.cutOff)),
    code(labels.ledgerHead, content.ledgerHead),
    plain(labels.compiledAt, instantWords(content.compiledAt, lang)),
    code(labels.report, content.id),
    code(labels.contentHash, hash),
    ...(signature ? [code(labels.key, signature.key), plain(labels.signature, words.signatureValue)] : []),
  ];
}

/** One line a hand, in their order, and the steps that are still to come unless the report was returned. */
function signoff(hands: Hands, words: DocumentWords, lang: DocumentLang): Row[] {
  const rows: Row[] = hands.map((hand) => ({
    cells: [words.steps[hand.step], hand.display, instantWords(hand.at, lang), hand.remark ?? ''],
  }));
  if (documentState(hands) === 'returned') return rows;
  const open = (['compiled', 'reviewed', 'approved', 'issued'] as const).filter(
    (step) => !hands.some((hand) => hand.step === step),
  );
  return [...rows, ...open.map((step) => ({ cells: [words.steps[step], words.waiting, '', ''] }))];
}

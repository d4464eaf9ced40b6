import { afterAll, describe, expect, it } from 'vitest';
import { verifyUrl } from './document.ts';
import { sampleHands, sampleReport } from './fixtures.ts';
import { closePdf, reportPages } from './pdf.ts';
import { contentHash } from './signature.ts';

afterAll(closePdf);

function pages(content = sampleReport(), hands = sampleHands('issued'), lang: 'zh' | 'en' = 'zh') {
  const url = verifyUrl('https://county.example/', content.id, contentHash(content, hands));
  return reportPages(content, hands, { lang, verifyUrl: url });
}

/** PDF/A names itself in plain XML, and forbids characters shown as boxes: a page with one would not carry it. */
function isArchival(pdf: Uint8Array): boolean {
  const text = Buffer.from(pdf).toString('latin1');
  return text.startsWith('%PDF-1.7') && /<pdfaid:part>2<\/pdfaid:part>/.test(text);
}

describe.each(['zh', 'en'] as const)('the official form (%s)', (lang) => {
  it('takes three pages on an ordinary day, for ever readable and without a box for any name', async () => {
    const done = await pages(sampleReport({ behind: 2 }), sampleHands('issued'), lang);
    expect(done.pages).toBe(3);
    expect(isArchival(done.pdf)).toBe(true);
  });

  it('holds forty posts with long names, late devices and many amendments', async () => {
    const content = sampleReport({ posts: 40, longNames: true, behind: 30, amendments: 12 });
    const done = await pages(content, sampleHands('approved'), lang);
    expect(done.pages).toBeGreaterThan(6);
    expect(isArchival(done.pdf)).toBe(true);
  });

  it('can be set for a returned report, and for one of an empty county', async () => {
    expect((await pages(sampleReport(), sampleHands('returned'), lang)).pages).toBeGreaterThan(0);
    const empty = { ...sampleReport({ posts: 0 }), lines: [] };
    expect((await pages(empty, [], lang)).pages).toBeGreaterThan(0);
  });
});

it('never reads a name or a remark as markup', async () => {
  const hostile = '#panic("x") `a` $x$ *b* \\ #import "@preview/a:1.0.0" <l> "]';
  const content = sampleReport({ behind: 1, areaName: hostile });
  content.byPost[0]!.name = hostile;
  content.completeness.behind[0]!.name = hostile;
  const hands = sampleHands('issued').map((hand) => ({ ...hand, display: hostile, remark: hostile }));
  expect((await pages(content, hands)).pages).toBeGreaterThan(0);
});

it('gives the same bytes for the same report', async () => {
  const [one, other] = [await pages(), await pages()];
  expect(Buffer.from(one.pdf).equals(Buffer.from(other.pdf))).toBe(true);
});

// All pictures of the documents, taken anew from an exercise county that is made for them: node scripts/pictures.mjs
// Needs the pages built (npm run build), Chromium, and pdftoppm for the page of the report. Takes some minutes.
// `--lang zh` and `--only field|desk|officer|work` take a part.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { compileReport, fillCounty, importRegister, openCounty, openSome, sign } from './pictures/county.mjs';
import { deskPages, deskPictures, deskPicturesAfter } from './pictures/desk.mjs';
import { fieldPictures } from './pictures/field.mjs';
import { officerPictures } from './pictures/officer.mjs';
import { smaller } from './pictures/png.mjs';
import { fillWork, workPictures } from './pictures/work.mjs';
import { root } from './run.mjs';

const { values: asked } = parseArgs({
  options: { lang: { type: 'string' }, only: { type: 'string' }, port: { type: 'string', default: '8079' } },
});
const languages = ['zh', 'en'].filter((lang) => asked.lang === undefined || asked.lang === lang);
const folder = join(root, 'docs/pictures');
const data = mkdtempSync(join(tmpdir(), 'lianfang-pictures-'));
const posts = { zh: 'CP1', en: 'CP2' };
const county = await openCounty(join(data, 'data'), Number(asked.port));
const browser = await chromium.launch({
  executablePath: process.env.LIANFANG_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});

/** Writes what a page shows to docs/pictures/<lang>/<name>.png. */
const saver = (lang) => async (page, name) => {
  const path = join(folder, lang, `${name}.png`);
  writeFileSync(path, smaller(await page.screenshot({ animations: 'disabled' })));
  console.log(path);
};

try {
  for (const lang of languages) mkdirSync(join(folder, lang), { recursive: true });
  const wanted = (part) => asked.only === undefined || asked.only === part;
  if (asked.only !== 'officer') await fillCounty(county);
  if (wanted('desk')) await deskParts();
  if (wanted('field')) {
    for (const lang of languages)
      await fieldPictures({ browser, county, lang, post: posts[lang], save: saver(lang) });
  }
  if (wanted('officer'))
    for (const lang of languages) await officerPictures({ browser, county, lang, save: saver(lang) });
  // After the phones: what they have done is seen at the desk.
  if (wanted('work')) {
    await fillWork(county);
    for (const lang of languages) await workPictures({ browser, county, lang, save: saver(lang) });
  }
  if (asked.lang === undefined && asked.only === undefined) {
    for (const [name, from] of [
      ['overview', 'overview'],
      ['field', 'form'],
      ['report', 'report-pdf'],
    ])
      copyFileSync(join(folder, 'zh', `${from}.png`), join(folder, `${name}.png`));
  }
} finally {
  await browser.close();
  await county.stop();
  rmSync(data, { recursive: true, force: true });
}

async function deskParts() {
  const importId = await importRegister(county);
  const report = await compileReport(county);
  await openSome(county);
  const all = [];
  for (const lang of languages) all.push(await deskPages({ browser, county, lang, save: saver(lang) }));
  for (const desk of all) await deskPictures(desk, { importId, report });
  await county.post('desk', `/api/imports/${importId}/commit`, {});
  await county.until('desk', 'import.one', { id: importId }, (one) => one.import.state === 'committed');
  await sign(county, 'reviewer', 'reviewed', report, '数据已与各卡点核对。');
  await sign(county, 'approver', 'approved', report);
  await sign(county, 'commander', 'issued', report);
  for (const desk of all) {
    await deskPicturesAfter(desk, { importId, report });
    await desk.close();
  }
  for (const lang of languages) await reportPage(report, lang);
}

/** The first page of the report's PDF as a picture. */
async function reportPage(report, lang) {
  const response = await fetch(`${county.url}/api/reports/${report}.pdf?lang=${lang}`, {
    headers: { authorization: `Bearer ${await county.token('desk')}` },
  });
  if (!response.ok) throw new Error(`report: ${response.status} ${await response.text()}`);
  const pdf = join(data, `${lang}.pdf`);
  writeFileSync(pdf, Buffer.from(await response.arrayBuffer()));
  const path = join(folder, lang, 'report-pdf');
  execFileSync('pdftoppm', ['-png', '-r', '90', '-f', '1', '-l', '1', '-singlefile', pdf, path]);
  writeFileSync(`${path}.png`, smaller(readFileSync(`${path}.png`)));
  console.log(`${path}.png`);
}

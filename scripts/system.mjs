// What the tests and the official PDF need from the operating system: a Chromium and Chinese fonts.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run, say } from './run.mjs';

/** How each package manager installs them. The first one found is used. */
const managers = [
  {
    program: 'apt-get',
    before: ['update', '-q'],
    install: ['install', '-y', '-q', '--no-install-recommends'],
    chromium: 'chromium',
    fonts: 'fonts-noto-cjk',
  },
  {
    program: 'dnf',
    install: ['install', '-y', '-q'],
    chromium: 'chromium',
    fonts: 'google-noto-sans-cjk-fonts',
  },
  { program: 'apk', install: ['add', '--no-cache'], chromium: 'chromium', fonts: 'font-noto-cjk' },
  {
    program: 'brew',
    install: ['install', '--cask'],
    chromium: 'chromium',
    fonts: 'font-noto-sans-cjk-sc',
    asUser: true,
  },
];

/**
 * Installs what is missing of `wanted` ('chromium', 'fonts') where that may be done without asking anyone: as root, or
 * with a sudo that needs no password. Else says what to install. Gives what is still missing.
 */
export async function ensureSystem(wanted) {
  const missing = stillMissing(wanted);
  if (missing.length === 0) return [];
  const manager = managers.find(({ program }) => onPath(program));
  if (manager !== undefined && (manager.asUser || mayInstall())) {
    const packages = missing.map((name) => manager[name]);
    say(
      `正在安装系统软件：${packages.join(' ')}`,
      `Installing from the system's packages: ${packages.join(' ')}`,
    );
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    if (manager.before) await asRoot(manager, manager.before, env);
    await asRoot(manager, [...manager.install, ...packages], env);
  }
  const left = stillMissing(missing);
  if (left.length > 0) explain(left, manager);
  return left;
}

function stillMissing(wanted) {
  const there = { chromium: () => findChromium() !== undefined, fonts: hasChineseFonts };
  return wanted.filter((name) => !there[name]());
}

function mayInstall() {
  return (
    process.getuid?.() === 0 ||
    (onPath('sudo') !== undefined && spawnSync('sudo', ['-n', 'true']).status === 0)
  );
}

async function asRoot({ program, asUser }, args, env) {
  const direct = asUser || process.getuid?.() === 0;
  // What cannot be installed is told from what is missing afterwards.
  await run(direct ? program : 'sudo', direct ? args : ['-n', program, ...args], { env });
}

function explain(missing, manager) {
  const names = { chromium: ['Chromium 浏览器', 'a Chromium browser'], fonts: ['中文字体', 'Chinese fonts'] };
  const how =
    manager === undefined
      ? 'chromium, fonts-noto-cjk'
      : `${manager.asUser ? '' : 'sudo '}${manager.program} ${manager.install[0]} ${missing.map((name) => manager[name]).join(' ')}`;
  say(
    `缺少${missing.map((name) => names[name][0]).join('和')}。请安装后重试：${how}`,
    `Missing: ${missing.map((name) => names[name][1]).join(' and ')}. Install and try again: ${how}`,
  );
  if (missing.includes('chromium')) {
    say(
      '已装在别处的 Chrome 或 Chromium 用环境变量 CHROMIUM 指定。',
      'A Chrome or Chromium elsewhere: name its path in CHROMIUM.',
    );
  }
}

/**
 * The path of a Chromium or Chrome that can be started: the one in CHROMIUM, else one on the path, else one at the
 * places where it is usually installed. Undefined when there is none.
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) return starts(named) ? named : undefined;
  const programs = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'chrome',
    'microsoft-edge',
  ];
  const usual = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
    ...downloaded(),
  ];
  return [
    ...programs.flatMap((program) => onPath(program) ?? []),
    ...usual.filter((path) => existsSync(path)),
  ].find(starts);
}

/** Ubuntu has a chromium-browser that only says what to install: only what starts counts. */
function starts(path) {
  return spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0;
}

/** Browsers that Playwright has downloaded, the newest first. */
function downloaded() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache/ms-playwright');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium-'))
    .sort()
    .reverse()
    .flatMap((name) => ['chrome-linux', 'chrome-linux64'].map((sub) => join(folder, name, sub, 'chrome')));
}

/** Whether any font with the usual Chinese characters lies where fonts lie. */
export function hasChineseFonts() {
  const folders = [
    ...(process.env.LIANFANG_FONT_DIRS ?? '').split(delimiter).filter((folder) => folder !== ''),
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(homedir(), '.fonts'),
    join(homedir(), '.local/share/fonts'),
    '/System/Library/Fonts',
    '/Library/Fonts',
  ];
  const chinese = /(noto.*cjk|source ?han|wqy|pingfang|songti|simsun|simhei|msyh|heiti|fandol)/i;
  return folders.some(
    (folder) =>
      existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => chinese.test(file)),
  );
}

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

import { wallClock } from '@lianfang/domain/kernel/time.ts';
import { type VerifyWords, words } from '../../i18n/desk/verifyWords.ts';

// Opened by whoever scans the QR of a printed report, on whatever phone: no framework, no account, no trace.

type Found = {
  found: boolean;
  genuine: boolean;
  number?: string;
  areaName?: string;
  from?: string;
  to?: string;
  issuedAt?: string;
  contentHash?: string;
  exercise?: boolean;
};

const root = document.getElementById('root') as HTMLElement;
const search = new URLSearchParams(location.search);
const report = search.get('report') ?? '';
const hash = (search.get('hash') ?? '').toLowerCase();
let language: 'zh' | 'en' = /^zh/i.test(navigator.language) ? 'zh' : 'en';
type State =
  | { kind: 'asking' }
  | { kind: 'malformed' }
  | { kind: 'unreachable' }
  | { kind: 'answer'; found: Found };
let state: State = {
  kind: 'asking',
};

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

function verdict(t: VerifyWords): [tone: string, title: string, words: string] {
  if (state.kind === 'asking') return ['', t.asking, ''];
  if (state.kind === 'malformed') return ['warn', t.malformed, t.malformedWords];
  if (state.kind === 'unreachable') return ['warn', t.unreachable, t.unreachableWords];
  const { found } = state;
  if (!found.found) return ['bad', t.notFound, t.notFoundWords];
  if (!found.genuine) return ['bad', t.notGenuine, t.notGenuineWords];
  return hash === '' ? ['good', t.exists, t.existsWords] : ['good', t.genuine, t.genuineWords];
}

function draw(): void {
  const t = words[language];
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = t.title;
  const [tone, title, say] = verdict(t);
  const mark = { good: '✓', bad: '✕', warn: '!', '': '…' }[tone] ?? '';
  const box = element('section', '', `box ${tone}`);
  box.append(element('p', mark, 'mark'), element('h1', title));
  if (say !== '') box.append(element('p', say));
  const parts: HTMLElement[] = [];
  if (state.kind === 'answer' && state.found.exercise) parts.push(element('p', t.exercise, 'exercise'));
  parts.push(box);
  if (state.kind === 'answer' && state.found.found) {
    const { found } = state;
    const facts = document.createElement('dl');
    const rows: [string, string | undefined][] = [
      [t.number, found.number],
      [t.area, found.areaName],
      [t.period, found.from && found.to ? `${wallClock(found.from)} – ${wallClock(found.to)}` : undefined],
      [t.issuedAt, found.issuedAt ? wallClock(found.issuedAt) : undefined],
      [t.hashOfReport, found.contentHash],
      [t.hashOfPaper, hash || undefined],
    ];
    for (const [label, value] of rows) {
      if (value !== undefined) facts.append(element('dt', label), element('dd', value));
    }
    parts.push(facts);
  }
  if (state.kind === 'unreachable') {
    const again = element('button', t.again) as HTMLButtonElement;
    again.type = 'button';
    again.onclick = () => void ask();
    parts.push(again);
  }
  const other = element('button', t.other, 'language') as HTMLButtonElement;
  other.type = 'button';
  other.lang = language === 'zh' ? 'en' : 'zh-CN';
  other.onclick = () => {
    language = language === 'zh' ? 'en' : 'zh';
    draw();
  };
  parts.push(element('p', t.foot, 'foot'), other);
  root.replaceChildren(element('p', t.product, 'product'), ...parts);
}

async function ask(): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(report) || !/^([0-9a-f]{8,64})?$/.test(hash)) {
    state = { kind: 'malformed' };
    draw();
    return;
  }
  state = { kind: 'asking' };
  draw();
  try {
    const asked = new URLSearchParams({ id: report });
    if (hash !== '') asked.set('hash', hash);
    const answer = await fetch(`/api/reads/report.verify?${asked}`, {
      credentials: 'omit',
      cache: 'no-store',
    });
    if (!answer.ok) throw new Error(String(answer.status));
    state = { kind: 'answer', found: (await answer.json()) as Found };
  } catch {
    state = { kind: 'unreachable' };
  }
  draw();
}

void ask();

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { type FontRole, fontChains, fontDirs } from './fonts.ts';

export type { FontRole } from './fonts.ts';

export type TypesetRequest = {
  /** Typst source, ours alone. It reads `json(bytes(sys.inputs.data))`, and its font chains from `sys.inputs.fonts`. */
  template: string;
  /** Plain data. Nothing in it is ever read as markup. */
  data: unknown;
  /** The date written into the PDF, in ms since 1970: the same request gives the same bytes. */
  at: number;
  /** Families to try before those of the house, by role. */
  fonts?: Partial<Record<FontRole, readonly string[]>> | undefined;
};

export type TypesetJob = {
  job: number;
  template: string;
  data: string;
  /** Seconds since 1970. */
  at: number;
  fonts: Record<FontRole, readonly string[]>;
};
export type TypesetReply = { job: number } & (
  | { pdf: Uint8Array; pages: number }
  | { failure: string }
  | { noFonts: true }
);
export type Typeset = { pdf: Uint8Array; pages: number };

type Waiting = { resolve: (done: Typeset) => void; reject: (error: Error) => void };
export type Typesetter = {
  typeset: (request: TypesetRequest) => Promise<Typeset>;
  close: () => Promise<void>;
};

const program = fileURLToPath(new URL('./typeset.process.ts', import.meta.url));

/**
 * A compiler in a process of its own, so that a document never holds up the door, its memory (some 130 MB) is not
 * the server's, and a fault in native code ends nothing else. It is started with the first document (half a
 * second, of which most is reading the font folders), kept for the next ones (some 30 ms each), ended after
 * `idleMs` without work, and does not keep the starting process alive.
 * Fails with the problem `report.fonts` when no installed font can show `sample`.
 */
export function createTypesetter({ idleMs = 300_000, sample = '联防日报' } = {}): Typesetter {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  function start(): ChildProcess {
    const made = fork(program, [sample, ...fontDirs()], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: childEnv(),
    });
    made.on('message', (reply) => settle(made, reply as TypesetReply));
    made.on('error', (error) => lose(made, error));
    made.on('exit', (code, signal) => lose(made, new Error(`the typesetter ended: ${signal ?? code}`)));
    return made;
  }

  function settle(from: ChildProcess, reply: TypesetReply): void {
    const one = waiting.get(reply.job);
    waiting.delete(reply.job);
    if (waiting.size === 0) rest(from);
    if ('pdf' in reply) one?.resolve({ pdf: reply.pdf, pages: reply.pages });
    else if ('noFonts' in reply) one?.reject(problem('report.fonts', { folders: fontDirs() }));
    else one?.reject(new Error(`typst: ${reply.failure}`));
  }

  function rest(from: ChildProcess): void {
    from.unref();
    from.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void end(), idleMs);
    idle.unref();
  }

  function lose(from: ChildProcess, error: Error): void {
    if (child !== from) return;
    child = undefined;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = child;
    if (!ending) return;
    lose(ending, new Error('the typesetter was closed'));
    ending.ref();
    const gone = once(ending, 'exit');
    ending.kill();
    await gone;
  }

  function typeset({ template, data, at, fonts = {} }: TypesetRequest): Promise<Typeset> {
    clearTimeout(idle);
    child ??= start();
    const posted = child;
    posted.ref();
    posted.channel?.ref();
    const job: TypesetJob = {
      job: ++last,
      template,
      data: JSON.stringify(data),
      at: Math.floor(at / 1000),
      fonts: withHouse(fonts),
    };
    return new Promise((resolve, reject) => {
      waiting.set(job.job, { resolve, reject });
      posted.send(job, (error) => {
        if (error) lose(posted, error);
      });
    });
  }

  return { typeset, close: end };
}

/** What the process needs to find fonts; the server's keys and addresses are none of its business. */
function childEnv(): NodeJS.ProcessEnv {
  const names = [
    'PATH',
    'HOME',
    'XDG_DATA_HOME',
    'XDG_DATA_DIRS',
    'FONTCONFIG_FILE',
    'FONTCONFIG_PATH',
    'SystemRoot',
    'LOCALAPPDATA',
  ];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function withHouse(fonts: NonNullable<TypesetRequest['fonts']>): Record<FontRole, readonly string[]> {
  const chains = Object.entries(fontChains).map(([role, house]) => [
    role,
    [...(fonts[role as FontRole] ?? []), ...house],
  ]);
  return Object.fromEntries(chains) as Record<FontRole, readonly string[]>;
}

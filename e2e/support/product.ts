import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The product's command line. */
export const cli = fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url));
const run = promisify(execFile);

export type SignIn = { account: string; role: string; password: string; totp?: string };

/** The real product in a process of its own, on the bundled database: the exercise county, nothing else. */
export type RunningProduct = {
  readonly url: string;
  readonly dataDir: string;
  readonly signIns: readonly SignIn[];
  signIn(account: string): SignIn;
  /** The six digits that the authenticator of a desk account shows now. */
  code(account: string): string;
  /** Runs a command of the command line beside the server; its standard output. */
  command(...args: string[]): Promise<string>;
  /** Ends the server as a power cut would, and starts it again. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
};

/** `settings`: what else its operator has set, by the names of the environment. */
export async function startProduct(settings: Record<string, string> = {}): Promise<RunningProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'lianfang-e2e-'));
  const dataDir = join(folder, 'data');
  const exercise = process.env.LIANFANG_E2E_EXERCISE as string;
  // With owners and modes, without which database and keys are refused.
  await run('cp', ['-a', join(exercise, 'data'), dataDir]);
  const env = {
    ...process.env,
    LIANFANG_DATA: dataDir,
    LIANFANG_LOG: 'warn',
    LIANFANG_TEST: '1',
    ...settings,
  };
  const command = async (...args: string[]) =>
    (
      await run(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
        env,
        maxBuffer: 2 ** 26,
      })
    ).stdout;
  const { signIns } = JSON.parse(readFileSync(join(exercise, 'setup.json'), 'utf8')) as { signIns: SignIn[] };
  let server = await serve(env, 0);
  const { port } = server;
  return {
    url: `http://localhost:${port}`,
    dataDir,
    signIns,
    signIn: (account) => signIns.find((one) => one.account === account) as SignIn,
    code: (account) => sixDigits(signIns.find((one) => one.account === account)?.totp ?? ''),
    command,
    async killAndRestart() {
      const ended = new Promise((done) => server.child.once('exit', done));
      server.child.kill('SIGKILL');
      await ended;
      server = await serve(env, port);
    },
    async stop() {
      const ended = new Promise((done) => server.child.once('exit', done));
      server.child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** RFC 6238 with SHA-1, 30 seconds and six digits, from the secret in base32: what any authenticator app does. */
function sixDigits(secret: string): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = (mac.at(-1) as number) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function serve(env: NodeJS.ProcessEnv, port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', cli, 'serve', '--port', String(port)],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise<string>((found, failed) => {
    let said = '';
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [address] = /http:\/\/localhost:\d+/.exec(said) ?? [];
      if (address !== undefined) found(address);
    });
  });
  return { child, port: Number(new URL(url).port) };
}

import { createServer } from 'node:net';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { startJobs } from '../jobs.ts';
import { newLogger } from '../kernel/logger.ts';
import { newApp, openProduct, type Product } from '../main.ts';
import type { SignIn } from '../setup.ts';
import { joinCounty, setUpExercise } from '../setup.ts';
import { activateExercise } from '../setupResponse.ts';
import { dataDir, type Given, print, text, withProduct } from './common.ts';

/** `lianfang setup`: once for each county. */
export async function setup(from: Given): Promise<number> {
  const county = text(from, 'county') ?? '';
  if (!/^\d{6}$/.test(county)) throw problem('usage', { missing: '--county' });
  return withProduct(
    async (product) => {
      if (from.options.exercise !== true) {
        const joined = await joinCounty(product, county, false);
        print(from, { county, ...joined }, [
          `已建立 ${joined.name}（${county}）。下一步：lianfang account add … · ${joined.name} has joined. Next: lianfang account add …`,
        ]);
        return 0;
      }
      const signIns = await exercise(product, county);
      print(from, { county, exercise: true, signIns }, signInLines(signIns));
      return 0;
    },
    { createKeys: true },
  );
}

/** Posts, accounts and an active response to exercise with. */
async function exercise(product: Product, county: string): Promise<SignIn[]> {
  return [...(await setUpExercise(product, county)), ...(await activateExercise(product, county))];
}

function signInLines(signIns: readonly SignIn[]): string[] {
  return [
    '',
    '演练账号（只显示这一次，请记下）· Exercise sign-ins (shown only this once)',
    '',
    '  账号 account   密码 password          动态码密钥 TOTP secret               角色 role',
    ...signIns.map(
      ({ account, password, totp = '—', role }) =>
        `  ${account.padEnd(13)}  ${password.padEnd(20)}  ${totp.padEnd(35)}  ${role}`,
    ),
    '',
    '动态验证码 · six-digit code: bin/lianfang account code ACCOUNT',
  ];
}

/** `lianfang start`: the exercise county on the first run, then the server. */
export async function start(from: Given): Promise<number> {
  // Sign-ins are shown once: nothing is set up when the server could not open anyway.
  await portMustBeFree(portOf(from), hostOf(from));
  const product = await open(from, true, 'warn');
  // An account, not the county: a first start that was cut off goes on where it was.
  const { rows } = await product.deps.pool.query('SELECT 1 FROM access.account LIMIT 1');
  const signIns = rows.length === 0 ? await exercise(product, text(from, 'county') ?? '610330') : undefined;
  return listen(
    product,
    from,
    signIns === undefined
      ? [
          '账号已在首次启动时显示；忘记时：bin/lianfang account reset ACCOUNT · Sign-ins were shown at the first start.',
        ]
      : signInLines(signIns),
    signIns,
  );
}

/** `lianfang serve`: the server for what has been set up. */
export async function serve(from: Given): Promise<number> {
  return listen(await open(from, false, 'info'), from, []);
}

async function open(from: Given, createKeys: boolean, level: string): Promise<Product> {
  const port = portOf(from);
  return openProduct({
    dataDir: dataDir(),
    databaseUrl: process.env.DATABASE_URL,
    publicUrl: process.env.LIANFANG_URL ?? `http://localhost:${port}`,
    log: newLogger(process.env.LIANFANG_LOG ?? level),
    createKeys,
  });
}

function hostOf(from: Given): string {
  return text(from, 'host') ?? process.env.HOST ?? '127.0.0.1';
}

/** Rejects with EADDRINUSE when somebody listens there. */
function portMustBeFree(port: number, host: string): Promise<void> {
  return new Promise((free, taken) => {
    const probe = createServer().once('error', taken);
    probe.listen(port, host, () => probe.close(() => free()));
  });
}

function portOf(from: Given): number {
  return Number(text(from, 'port') ?? process.env.PORT ?? 8080);
}

async function listen(
  product: Product,
  from: Given,
  lines: readonly string[],
  signIns?: readonly SignIn[],
): Promise<number> {
  const app = await newApp(product).catch(async (error: unknown) => {
    await product.close();
    throw error;
  });
  const jobs = await startJobs(product);
  const host = hostOf(from);
  try {
    await app.listen({ port: portOf(from), host });
  } catch (error) {
    await jobs.stop();
    await product.close();
    throw error;
  }
  const { port } = app.server.address() as { port: number };
  const url = `http://localhost:${port}`;
  print(from, { url, ...(signIns !== undefined && { signIns }) }, [
    ...lines,
    '',
    `联防 Lianfang  ${url}`,
    '',
  ]);
  return new Promise((done) => {
    let stopping = false;
    const stop = async () => {
      if (stopping) return;
      stopping = true;
      await app.close();
      await jobs.stop();
      await product.close();
      done(0);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
  });
}

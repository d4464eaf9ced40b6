// `npm start`: everything from a fresh clone to a running server with an exercise county. Runs under any Node from 20 on.
// PORT (8080), LIANFANG_DATA (./data) and DATABASE_URL (none: the bundled PostgreSQL) are read by the server.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { environment, lean, node24, quietly } from './node24.mjs';
import { ensurePackages } from './packages.mjs';
import { root, run, say } from './run.mjs';
import { ensureSystem } from './system.mjs';
import { ensureWeb, isWritable } from './web.mjs';

await ensurePackages();
// Fonts are for the report's PDF alone: without them everything else works.
const [built] = await Promise.all([ensureWeb(), ensureSystem(['fonts'])]);
if (built !== 0) process.exit(built);

const env = { ...environment };
if (!env.LIANFANG_DATA && !isWritable(root)) {
  env.LIANFANG_DATA = join(homedir(), '.local/share/lianfang');
  say(
    `目录不可写，数据放在 ${env.LIANFANG_DATA}`,
    `This folder cannot be written: data goes to ${env.LIANFANG_DATA}`,
  );
}
const cli = join(root, 'server/src/cli.ts');
process.exitCode = (
  await run(node24(), [quietly, ...lean, cli, 'start', ...process.argv.slice(2)], { env })
).code;

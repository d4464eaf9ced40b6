import { parseArgs } from 'node:util';
import { addresses } from './addresses.ts';
import { fieldApp } from './fieldApp.ts';
import { type Figure, type Pace, printTable, say } from './figure.ts';
import { imports } from './imports.ts';
import { ingest } from './ingest.ts';
import { latency } from './latency.ts';
import { lists } from './lists.ts';
import { addPhones, signInAtDesk } from './phones.ts';
import { install, startServer } from './program.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { tasks } from './tasks.ts';
import { verify } from './verify.ts';

/** What is measured together, by the name that `--only` takes. */
const parts: Readonly<Record<string, (pace: Pace) => Promise<Figure[]>>> = {
  ingest: entries,
  report,
  import: imports,
  field: fieldApp,
  tasks,
  addresses,
  lists,
};

/** Deliveries, the dashboard beside them, then the ledger that they have left. */
async function entries(pace: Pace): Promise<Figure[]> {
  const installation = await install();
  try {
    const phones = await addPhones(installation);
    const server = await startServer(installation);
    const figures: Figure[] = [];
    try {
      const ingested = await ingest(installation, server, phones, pace);
      figures.push(...ingested.figures);
      const desk = await signInAtDesk(installation, server);
      figures.push(...(await latency(installation, server, phones, desk, ingested.rate / 2, pace)));
    } finally {
      await server.stop();
    }
    figures.push(...(await verify(installation, pace)));
    figures.push(...(await start(installation, pace)));
    return figures;
  } finally {
    installation.remove();
  }
}

const { values: options } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean' } } });
const names = options.only?.split(',') ?? Object.keys(parts);
const figures: Figure[] = [];
for (const name of names) {
  const part = parts[name];
  if (part === undefined) {
    process.stderr.write(`npm run bench [-- --quick] [--only ${Object.keys(parts).join(',')}]\n`);
    process.exit(2);
  }
  say(name);
  figures.push(...(await part({ quick: options.quick === true })));
}
printTable(figures);

// Holds the database of a data folder until SIGTERM, as a server does: hold.ts DATA_DIR [BINARIES_DIR]. Says on stdout, one
// JSON document a line, what it got, and `{"left":true}` at the end.
import { startEmbedded } from '../../src/kernel/db/embedded.ts';

const [dataDir, binariesDir] = process.argv.slice(2);
const held = await startEmbedded({ dataDir: dataDir!, ...(binariesDir && { binariesDir }) });
process.on('SIGTERM', async () => {
  await held.stop();
  console.log(JSON.stringify({ left: true }));
  process.exit(0);
});
console.log(JSON.stringify({ adopted: held.adopted, url: held.url }));

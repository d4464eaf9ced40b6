import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startEmbedded } from '../server/src/kernel/db/embedded.ts';
import { createPool } from '../server/src/kernel/db/pool.ts';

/** What was written before is on the disk: what is measured next does not pay for it, and meets pages as after a checkpoint. */
export async function settle(adminUrl: string): Promise<void> {
  const admin = createPool({ url: adminUrl });
  await admin.query('CHECKPOINT');
  await admin.end();
}

/** The same for an installation whose server is running. */
export async function settleUnder(dataDir: string): Promise<void> {
  const database = await startEmbedded({ dataDir });
  await settle(database.adminUrl);
  await database.stop();
}

const SEGMENT = 16 << 20;
/** About what the database writes into its log for a delivery of a hundred passages. */
const WRITE = 128 << 10;

/**
 * The disk by itself, asked as the database asks it: so many writes at a pace (a second), each made durable in a file that
 * has its size already. Milliseconds of each from when it was due, since one that takes long holds up those behind it.
 */
export async function diskAlone(dataDir: string, writes: number, rate: number): Promise<number[]> {
  const path = join(dataDir, 'bench-disk');
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.alloc(SEGMENT));
    await file.sync();
    const bytes = Buffer.alloc(WRITE, 1);
    const times: number[] = [];
    const began = performance.now();
    for (let index = 0; index < writes; index++) {
      const due = began + (index / rate) * 1000;
      await wait(Math.max(0, due - performance.now()));
      await file.write(bytes, 0, WRITE, (index * WRITE) % SEGMENT);
      await file.datasync();
      times.push(performance.now() - due);
    }
    return times;
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

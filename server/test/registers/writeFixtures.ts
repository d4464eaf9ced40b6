import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateRegister } from './generate.ts';

// Writes the registers kept with the tests: node server/test/registers/writeFixtures.ts
const folder = join(import.meta.dirname, 'fixtures');
mkdirSync(folder, { recursive: true });
const files = [];
let posts: { code: string; name: string }[] = [];
for (const [seed, type] of [
  [11, 'xlsx'],
  [12, 'xlsx'],
  [13, 'csv'],
  [14, 'csv'],
] as const) {
  const made = await generateRegister(seed, { type, faults: 0.3 });
  writeFileSync(join(folder, made.name), made.bytes);
  files.push({ file: made.name, expected: made.expected });
  posts = made.posts;
}
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify({ posts, files }, null, 2)}\n`);

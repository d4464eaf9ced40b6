import { PassThrough, Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { eachLine } from './areaResolve.ts';

async function answered(chunks: Iterable<Buffer>): Promise<string[]> {
  const to = new PassThrough({ highWaterMark: 64 });
  const text = to.toArray();
  await eachLine(Readable.from(chunks), to, (line) => JSON.stringify(line));
  to.end();
  return Buffer.concat((await text) as Buffer[])
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

it('answers each line once, in order, wherever the bytes are cut', async () => {
  const lines = ['凤县', '', '凤州镇\t3组', 'ünïcode', '末行'];
  const bytes = Buffer.from(lines.join('\r\n'));
  for (const size of [1, 2, 3, 7, 1000]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, at * size + size),
    );
    expect(await answered(chunks)).toEqual(lines);
  }
  expect(await answered([])).toEqual([]);
  expect(await answered([Buffer.from('一\n')])).toEqual(['一']);
});

it('holds no more than a part of an endless line', async () => {
  const chunk = Buffer.from('和平村'.repeat(1000));
  function* endless() {
    for (let times = 0; times < 2000; times += 1) yield chunk;
    yield Buffer.from('\n凤县\n');
  }
  const [long, short] = await answered(endless());
  expect(long?.length).toBeLessThan(20_000);
  expect(short).toBe('凤县');
});

it('ends when nobody reads the answers any more', async () => {
  let asked = 0;
  function* lines() {
    for (;;) yield Buffer.from('凤县\n'.repeat(100));
  }
  const to = new Writable({
    write(_chunk, _encoding, done) {
      done(asked > 1000 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
    },
  });
  await eachLine(Readable.from(lines()), to, (line) => {
    asked += 1;
    return line;
  });
  expect(asked).toBeGreaterThan(1000);
});

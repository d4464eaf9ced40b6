import { type Figure, median, type Pace } from './figure.ts';
import { type Installation, startServer } from './program.ts';

/** From starting the program on a database that is there (and not running) until it answers. */
export async function start(installation: Installation, { quick }: Pace): Promise<Figure[]> {
  const times: number[] = [];
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    const server = await startServer(installation);
    times.push(server.readyMs);
    await server.stop();
  }
  return [
    {
      name: 'start on an existing database until ready',
      limit: '≤ 4 s',
      measured: `${(median(times) / 1000).toFixed(2)} s (worst ${(Math.max(...times) / 1000).toFixed(2)} s)`,
      met: median(times) <= 4000,
    },
  ];
}

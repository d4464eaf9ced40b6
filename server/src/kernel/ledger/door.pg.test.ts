import { afterAll, beforeAll, expect, test } from 'vitest';
import { COUNTY, type Kit, openKit } from '../../../test/kit.ts';

let kit: Kit;
beforeAll(async () => {
  kit = await openKit();
});
afterAll(() => kit?.close());

test('a passage is applied once, whatever is repeated', async () => {
  const device = await kit.device('CP1');
  const entry = device.passage();
  const [first] = await device.deliver([entry, device.passage()]);
  expect(first).toMatchObject({ id: entry.id, status: 'applied' });
  const again = await device.deliver([entry, entry]);
  expect(again).toEqual([first, first]);
  const { rows } = await kit.product.deps.pool.query(
    'SELECT count(*) FROM checkpoint.passage WHERE county = $1 AND device = $2',
    [COUNTY, device.device],
  );
  expect(rows[0].count).toBe('2');
});

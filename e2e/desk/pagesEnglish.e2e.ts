import { afterAll, expect, test } from 'vitest';
import { walk } from '../support/deskPages.ts';
import { openStubDesks } from '../support/stubDesks.ts';

// The same in English and by night; a file of its own, so that it goes beside others.

const desks = await openStubDesks();
afterAll(desks.close);

test('no page has a serious fault of accessibility, an untranslated key, or leaves the window', async () => {
  expect(await walk(desks, 'en')).toEqual([]);
  expect(desks.faults).toEqual([]);
}, 600_000);

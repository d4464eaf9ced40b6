import type { fieldReads as table } from '@lianfang/domain/kernel/fieldReads.ts';
import { problem } from '@lianfang/domain/kernel/problem.ts';
import { lastSeq } from '../ledger/store.ts';
import { countyOf } from '../places.ts';
import type { ReadsFor } from '../reads.ts';
import { findDevice } from './deviceStore.ts';
import { crewOf } from './devices.ts';

export const fieldReads = {
  'task.field': async ({ deps, actor, county }) => {
    const id = actor.device;
    const [own, device] = await Promise.all([
      countyOf(deps.pool, county),
      id === undefined ? undefined : findDevice(deps.pool, county, id),
    ]);
    if (own === undefined || device === undefined) throw problem('access.denied', { why: 'device' });
    return {
      device: device.id,
      county,
      countyName: own.name,
      exercise: own.exercise,
      ...(device.unit !== null && {
        unit: { id: device.unit, name: device.unitName ?? '', area: device.unitArea ?? own.area },
      }),
      lastSeq: await lastSeq(deps.pool, county, device.id),
      crew: await crewOf(deps, county, device.id),
    };
  },
} satisfies ReadsFor<typeof table>;

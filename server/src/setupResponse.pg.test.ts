import { expect, test } from 'vitest';
import { COUNTY, openKit } from '../test/kit.ts';
import { activateExercise } from './setupResponse.ts';

test('an exercise begins with a response and three task forces, each with a lead who can sign in', async () => {
  const kit = await openKit();
  try {
    const signIns = await activateExercise(kit.product, COUNTY);
    expect(signIns.map(({ account, totp }) => [account, totp !== undefined])).toEqual([
      ['taskforce2', true],
      ['taskforce3', true],
    ]);
    const { call } = await kit.desk('commander');
    const { body: now } = await call('GET', '/api/reads/response.now');
    expect(now).toMatchObject({
      response: { state: 'active', level: 3, activatedBy: { display: '指挥长' } },
      taskForces: 3,
    });
    expect(now.response.measures.length).toBeGreaterThan(1);
    const { body } = await call('GET', '/api/reads/response.task_forces');
    expect(
      body.taskForces.map(({ name, lead }: { name: string; lead: { display: string } }) => [
        name,
        lead.display,
      ]),
    ).toEqual([
      ['卡点查控专班', '专班组长'],
      ['核查专班', '核查专班组长'],
      ['物资保障专班', '物资专班组长'],
    ]);
  } finally {
    await kit.close();
  }
});

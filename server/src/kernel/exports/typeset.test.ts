import { afterAll, expect, it } from 'vitest';
import { createTypesetter } from './typeset.ts';

const typesetter = createTypesetter();
afterAll(() => typesetter.close());

const template = '#set document(title: "t")\n#json(bytes(sys.inputs.data)).text';

it('sets data as text, whatever typst would make of it as markup', async () => {
  const hostile = '#panic("x") $ #include "/etc/passwd" \\u{1F4A9} *a* ]]} "';
  const done = await typesetter.typeset({ template, data: { text: hostile }, at: 0 });
  expect(done.pages).toBe(1);
});

it('gives the same bytes for the same request', async () => {
  const set = () => typesetter.typeset({ template, data: { text: '同一文件' }, at: 1_641_398_400_000 });
  expect(Buffer.from((await set()).pdf).equals(Buffer.from((await set()).pdf))).toBe(true);
});

it('fails with what typst says of a fault in the template, and goes on with the next', async () => {
  await expect(typesetter.typeset({ template: '#nothing-of-that-name', data: {}, at: 0 })).rejects.toThrow(
    /unknown variable/,
  );
  expect((await typesetter.typeset({ template, data: { text: '下一份' }, at: 0 })).pages).toBe(1);
});

it('says that fonts are missing when none can show the language of the house', async () => {
  // A character of a private-use area stands for Chinese on a machine without Chinese fonts.
  const bare = createTypesetter({ sample: '\u{10fffd}' });
  await expect(bare.typeset({ template, data: { text: '\u{10fffd}' }, at: 0 })).rejects.toMatchObject({
    code: 'report.fonts',
  });
  await bare.close();
});

it('prints a report even if one character has no font', async () => {
  expect((await typesetter.typeset({ template, data: { text: '凤县\u{10fffd}' }, at: 0 })).pages).toBe(1);
});

it('fails what is under way when it is closed, and starts anew when asked again', async () => {
  const one = createTypesetter();
  const lost = one.typeset({ template, data: { text: '中断' }, at: 0 });
  const [, closed] = await Promise.allSettled([one.close(), lost]);
  expect(closed.status).toBe('rejected');
  expect((await one.typeset({ template, data: { text: '再来' }, at: 0 })).pages).toBe(1);
  await one.close();
});

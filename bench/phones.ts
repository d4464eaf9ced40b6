import { connect } from './client.ts';
import type { Phone } from './passages.ts';
import type { Installation, Server } from './program.ts';

/** Sixteen phones, two at each of the eight posts. */
export async function addPhones(installation: Installation): Promise<Phone[]> {
  const phones: Phone[] = [];
  for (let index = 0; index < 16; index++) {
    const post = `CP${(index % 8) + 1}`;
    const { device, token } = (await installation.run('device', 'add', '--post', post)) as Phone;
    phones.push({ device, token, post, seq: 0 });
  }
  return phones;
}

/** The token of someone at the desk who may read figures. */
export async function signInAtDesk(installation: Installation, server: Server): Promise<string> {
  const { account, password } = installation.signIns.find(({ account }) => account === 'commander') ?? {};
  const { code } = (await installation.run('account', 'code', 'commander')) as { code: string };
  const connection = connect(server.url, undefined);
  const { status, body } = await connection.post('/api/session', { account, password, code });
  connection.close();
  if (status !== 200) throw new Error(`signing in: ${status} ${body}`);
  return (JSON.parse(body) as { token: string }).token;
}

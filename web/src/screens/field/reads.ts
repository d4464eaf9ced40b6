import { checkpointReads } from '@lianfang/domain/modules/checkpoint/reads.ts';
import * as z from 'zod/mini';
import { ask } from '../../kernel/connectivity/http.ts';
import type { DeviceSession } from '../../kernel/session/device.ts';

type Reads = typeof checkpointReads;
type Name = 'checkpoint.field' | 'checkpoint.fevers';

/** One read of the server, as its schema says; undefined when it cannot be had now. */
export async function readServer<N extends Name>(
  session: DeviceSession,
  name: N,
  params: z.input<Reads[N]['params']>,
): Promise<z.output<Reads[N]['result']> | undefined> {
  const query = new URLSearchParams(
    Object.entries(params).map(([key, value]) => [key, String(value)]),
  ).toString();
  const once = async (renew: boolean) => {
    const token = await session.token(renew);
    return typeof token === 'string'
      ? ask('GET', `/api/reads/${name}${query ? `?${query}` : ''}`, { token })
      : undefined;
  };
  let reply = await once(false);
  if (reply?.kind === 'problem' && reply.status === 401) reply = await once(true);
  if (reply?.kind !== 'answered') return undefined;
  const parsed = z.safeParse(checkpointReads[name].result, reply.body);
  return parsed.success ? (parsed.data as z.output<Reads[N]['result']>) : undefined;
}

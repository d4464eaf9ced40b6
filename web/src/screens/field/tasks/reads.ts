import { fieldReads } from '@lianfang/domain/kernel/fieldReads.ts';
import { taskReads } from '@lianfang/domain/kernel/taskReads.ts';
import { areaReads } from '@lianfang/domain/modules/area/reads.ts';
import { responseReads } from '@lianfang/domain/modules/response/reads.ts';
import { verificationReads } from '@lianfang/domain/modules/verification/reads.ts';
import * as z from 'zod/mini';
import { ask, type Reply } from '../../../kernel/connectivity/http.ts';
import type { DeviceSession } from '../../../kernel/session/device.ts';

const kinds = {
  'task.field': fieldReads['task.field'],
  'task.mine': taskReads['task.mine'],
  'task.one': taskReads['task.one'],
  'area.field': areaReads['area.field'],
  'response.field': responseReads['response.field'],
  'verification.mine': verificationReads['verification.mine'],
} as const;
type Kinds = typeof kinds;
type Name = keyof Kinds;
export type Result<N extends Name> = z.output<Kinds[N]['result']>;

/** One read of the server by this phone. `denied` when it may not ask (any more); `lost` when it cannot be had now. */
export async function askServer<N extends Name>(
  session: DeviceSession,
  name: N,
  params: z.input<Kinds[N]['params']>,
): Promise<{ result: Result<N> } | 'denied' | 'lost'> {
  const once = async (renew: boolean): Promise<Reply | 'denied' | undefined> => {
    const token = await session.token(renew);
    if (typeof token === 'string') return ask('POST', `/api/reads/${name}`, { token, body: params });
    return token.failed === 'device.revoked' ? 'denied' : undefined;
  };
  let reply = await once(false);
  if (typeof reply === 'object' && reply.kind === 'problem' && reply.status === 401) reply = await once(true);
  if (reply === 'denied') return 'denied';
  if (reply?.kind === 'problem' && (reply.status === 403 || reply.code === 'device.revoked')) return 'denied';
  if (reply?.kind !== 'answered') return 'lost';
  const parsed = z.safeParse(kinds[name].result, reply.body);
  return parsed.success ? { result: parsed.data as Result<N> } : 'lost';
}

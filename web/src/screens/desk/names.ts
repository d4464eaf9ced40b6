import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';

/** Names for codes of posts and ids of devices and imports; the code or the id's end where there is none. */
export function useNames() {
  const session = useSession();
  const desk = ['checkpoint_lead', 'data_desk', 'signer', 'commander'] as const;
  const posts = useRead('checkpoint.posts', {}, { enabled: session.has([...desk, 'system_admin']) });
  const devices = useRead(
    'ledger.devices',
    {},
    { enabled: session.has([...desk, 'system_admin', 'security_admin']) },
  );
  const imports = useRead('import.list', {}, { enabled: session.has(['data_desk', 'checkpoint_lead']) });
  return {
    posts: posts.data?.posts ?? [],
    post: (code: string) => posts.data?.posts.find((one) => one.code === code)?.name ?? '',
    file: (id: string) => imports.data?.imports.find((one) => one.id === id)?.name ?? `…${id.slice(-8)}`,
    device: (id: string) => devices.data?.devices.find((one) => one.id === id)?.name ?? `…${id.slice(-8)}`,
  };
}

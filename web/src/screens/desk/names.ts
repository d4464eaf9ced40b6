import { useRead } from '../../kernel/useRead.ts';

/** Names for the codes of posts and the ids of devices; the code or the id's end where there is none. */
export function useNames() {
  const posts = useRead('checkpoint.posts', {});
  const devices = useRead('ledger.devices', {});
  return {
    posts: posts.data?.posts ?? [],
    post: (code: string) => posts.data?.posts.find((one) => one.code === code)?.name ?? '',
    device: (id: string) => devices.data?.devices.find((one) => one.id === id)?.name ?? `…${id.slice(-8)}`,
  };
}

import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';

/** The areas that a report can be of: the county, and the townships below it. */
export function useReportAreas(): { code: string; name: string }[] {
  const { me } = useSession();
  const county = me.county.padEnd(12, '0');
  const children = useRead('area.children', { parent: county });
  return [
    { code: county, name: me.countyName },
    ...(children.data?.areas ?? []).map(({ code, name }) => ({ code, name })),
  ];
}

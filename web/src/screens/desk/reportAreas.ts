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

/** The name of the county's area that a code lies in: a township, else the county; the code of anywhere else. */
export function useAreaName(): (code: string | undefined) => string {
  const areas = useReportAreas();
  return (code) => {
    if (code === undefined) return '';
    const township = areas.find((area) => area.code.slice(0, 9) === code.slice(0, 9));
    return (township ?? areas.find((area) => area.code.slice(0, 6) === code.slice(0, 6)))?.name ?? code;
  };
}

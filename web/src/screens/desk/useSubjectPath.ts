import { useSession } from '../../modules/access/desk/session.tsx';
import type { PathOf } from '../../modules/people/desk/Suggestions.tsx';
import { mayGo } from './menu.ts';

/** Where rows and passages of a person are looked at, for whoever is signed in: nobody is led to where he may not go. */
export function useSubjectPath(): PathOf {
  const session = useSession();
  return ({ type, id }) => {
    const [page, path] = type === 'row' ? ['/rows', `/rows/${id}`] : ['/records', `/records?open=${id}`];
    return mayGo(session, page) ? path : undefined;
  };
}

import { AreaPicker } from '../../modules/access/desk/AreaPicker.tsx';
import { useSession } from '../../modules/access/desk/session.tsx';
import { Posts } from '../../modules/checkpoint/desk/Posts.tsx';

export default function PostsScreen() {
  const { me } = useSession();
  return <Posts county={me.county.padEnd(12, '0')} areaPicker={<AreaPicker />} />;
}

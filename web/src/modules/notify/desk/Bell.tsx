import { BellOutlined } from '@ant-design/icons';
import { Badge } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../kernel/useRead.ts';

/** How many messages wait, and the way to them. */
export function Bell() {
  const { t } = useTranslation();
  const inbox = useRead('notify.inbox', { unread: true, limit: 1 }, { live: true, every: 60_000 });
  const unread = inbox.data?.unread ?? 0;
  return (
    <Link to="/inbox" className="ant-btn ant-btn-text lf-bell" aria-label={t('inbox.bell', { n: unread })}>
      <Badge count={unread} overflowCount={99} size="small">
        <BellOutlined aria-hidden="true" />
      </Badge>
    </Link>
  );
}

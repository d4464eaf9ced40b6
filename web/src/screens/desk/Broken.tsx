import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/desk/States.tsx';

/** When a page cannot be fetched (the network, a new version) or fails: what to do, and nothing of its insides. */
export function Broken() {
  const { t } = useTranslation();
  return (
    <Notice
      tone="danger"
      title={t('state.broken')}
      action={<Button onClick={() => location.reload()}>{t('state.reload')}</Button>}
    >
      {t('state.brokenWords')}
    </Notice>
  );
}

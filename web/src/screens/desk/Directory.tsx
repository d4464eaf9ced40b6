import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { Directory } from '../../modules/response/desk/Directory.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { workDesk } from './choices.tsx';

/** The directory of all units, with who is on duty now. */
export default function DirectoryScreen() {
  const { t } = useTranslation();
  const session = useSession();
  const [text, setText] = useState('');
  const mine = useRead('task.duty', {}, { enabled: session.has(workDesk) });
  const own = mine.data?.people.find(({ account }) => account === session.me.account?.id)?.unit;
  const all = session.has(['commander', 'data_desk']);
  return (
    <Page
      title={t('directory.title')}
      about={t('directory.about')}
      actions={
        <Input.Search
          allowClear
          className="lf-search"
          aria-label={t('directory.search')}
          placeholder={t('directory.search')}
          onChange={(event) => setText(event.target.value)}
        />
      }
    >
      <Sheet>
        <Directory
          text={text}
          mayEdit={(row) =>
            all ||
            (session.has(['unit_lead', 'task_force_lead']) &&
              (row.unit === own || row.leads.some(({ account }) => account === session.me.account?.id)))
          }
        />
      </Sheet>
    </Page>
  );
}

import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { HeldTable } from '../../modules/import/desk/HeldTable.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { useNames } from './names.ts';

/** All rows that wait for correction, of one file or of all. */
export default function HeldRows() {
  const { t } = useTranslation();
  const names = useNames();
  const [search] = useSearchParams();
  return (
    <Page
      title={t('held.title')}
      about={
        <>
          <Link to="/imports">{t('imports.title')}</Link> · {t('held.about')}
        </>
      }
    >
      <Sheet>
        <HeldTable importId={search.get('import') ?? undefined} posts={names.posts} />
      </Sheet>
    </Page>
  );
}

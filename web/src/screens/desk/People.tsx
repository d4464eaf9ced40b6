import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { Suggestions } from '../../modules/people/desk/Suggestions.tsx';
import { count } from '../../ui/desk/format.ts';
import { Lookup, type LookupValue } from '../../ui/desk/Lookup.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { CursorPages, usePages } from '../../ui/desk/PagedList.tsx';
import { Loaded, Notice } from '../../ui/desk/States.tsx';
import { useFilters } from '../../ui/desk/useFilters.ts';
import { useAreaName } from './reportAreas.ts';
import { useSubjectPath } from './useSubjectPath.ts';

/** The persons who go by a number: asked in the body of a request alone. */
function Found({ value }: { value: LookupValue<'document' | 'phone'> }) {
  const { t } = useTranslation();
  const found = useRead('people.lookup', { [value.by]: value.value });
  return (
    <Sheet title={t('people.found')}>
      <Loaded of={found} rows={3}>
        {(data) =>
          data.persons.length === 0 ? (
            <Notice title={t('people.nobody')}>{t('people.nobodyWords')}</Notice>
          ) : (
            <ul className="lf-lines">
              {data.persons.map(({ person, subjects }, index) => (
                <li key={person}>
                  <Link to={`/people/${person}`}>{t('people.personN', { n: index + 1 })}</Link>{' '}
                  <span className="lf-word-muted">{t('people.rowCount', { n: subjects.length })}</span>
                </li>
              ))}
              {data.more ? <li className="lf-word-warn">{t('people.more')}</li> : null}
            </ul>
          )
        }
      </Loaded>
    </Sheet>
  );
}

/** Whom a row may be: two that may be one person, and somebody says whether they are. */
export default function People() {
  const { t } = useTranslation();
  const filters = useFilters();
  const areaName = useAreaName();
  const pathOf = useSubjectPath();
  const [lookup, setLookup] = useState<LookupValue<'document' | 'phone'>>();
  const state = filters.get('state') === 'dismissed' ? 'dismissed' : 'open';
  const pages = usePages(filters, state, { usual: 20, most: 200 });
  const list = useRead('people.suggestions', { state, ...pages.params }, { live: true, keep: true });
  return (
    <Page
      title={t('people.title')}
      about={t('people.about')}
      actions={
        <>
          <Lookup
            title={t('people.lookup')}
            numbers={['document', 'phone']}
            value={lookup}
            change={setLookup}
          />
          <Segmented
            aria-label={t('lists.state')}
            value={state}
            onChange={(one) => filters.change({ state: one === 'open' ? undefined : one })}
            options={[
              { value: 'open', label: t('people.open1') },
              { value: 'dismissed', label: t('people.dismissed1') },
            ]}
          />
        </>
      }
    >
      {lookup === undefined ? null : <Found value={lookup} />}
      <Sheet>
        <Loaded of={list} rows={8}>
          {(data) => (
            <>
              <Suggestions rows={data.rows} open={state === 'open'} areaName={areaName} pathOf={pathOf} />
              <CursorPages pages={pages} total={data.total} next={data.next}>
                {t('people.total', { n: count(data.total) })}
              </CursorPages>
            </>
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}

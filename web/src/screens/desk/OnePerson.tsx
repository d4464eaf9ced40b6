import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { History, Subjects } from '../../modules/people/desk/Person.tsx';
import { Suggestions } from '../../modules/people/desk/Suggestions.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useAreaName } from './reportAreas.ts';
import { useSubjectPath } from './useSubjectPath.ts';

/** One person: every row and passage, how they came together, and who else it may be. */
export default function OnePerson() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const areaName = useAreaName();
  const pathOf = useSubjectPath();
  const person = useRead('people.person', { id }, { live: true });
  const maybe = useRead('people.suggestions', { person: id, limit: 50 }, { live: true });
  return (
    <Page title={t('people.one')} about={<Link to="/people">{t('people.title')}</Link>}>
      <Loaded of={person} rows={8}>
        {(data) => (
          <>
            <Sheet title={t('people.rowsOf', { n: data.subjects.length })}>
              <Subjects
                person={data.person}
                subjects={data.subjects}
                mayPart
                areaName={areaName}
                pathOf={pathOf}
              />
            </Sheet>
            <Sheet title={t('people.history')}>
              <History steps={data.history} mayPart />
            </Sheet>
          </>
        )}
      </Loaded>
      {maybe.data !== undefined && maybe.data.rows.length > 0 ? (
        <Sheet title={t('people.maybe', { n: maybe.data.total })}>
          <Suggestions rows={maybe.data.rows} open areaName={areaName} pathOf={pathOf} />
        </Sheet>
      ) : null}
    </Page>
  );
}

import { useTranslation } from 'react-i18next';
import { languageOf } from '../../i18n/desk/i18n.ts';
import { useRead } from '../../kernel/useRead.ts';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';

/** What each figure counts and what it does not. */
export default function Definitions() {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  const definitions = useRead('indicators.definitions', {});
  return (
    <Page title={t('definitions.title')} about={t('definitions.about')}>
      <Sheet>
        <Loaded of={definitions} rows={8}>
          {(data) => (
            <DataTable
              name={t('definitions.title')}
              rowKey="id"
              dataSource={data.indicators}
              scroll={{ x: 760 }}
              columns={[
                {
                  key: 'title',
                  title: t('paper.indicator'),
                  width: 170,
                  render: (_v, row) => <b>{row.title[language]}</b>,
                },
                {
                  key: 'definition',
                  title: t('definitions.definition'),
                  render: (_v, row) => row.definition[language],
                },
                {
                  key: 'unit',
                  title: t('paper.unit'),
                  width: 90,
                  render: (_v, row) => t(`unit.${row.unit}`, { defaultValue: row.unit }),
                },
                {
                  key: 'of',
                  title: t('definitions.of'),
                  width: 150,
                  render: (_v, row) =>
                    data.indicators.find((one) => one.id === row.of)?.title[language] ?? '–',
                },
                {
                  key: 'version',
                  title: t('definitions.version'),
                  width: 80,
                  render: (_v, row) => row.version,
                },
                {
                  key: 'id',
                  title: t('definitions.id'),
                  width: 240,
                  render: (_v, row) => <code>{row.id}</code>,
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
    </Page>
  );
}

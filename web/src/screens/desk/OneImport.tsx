import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Popconfirm, Progress, Steps, Tag } from 'antd';
import type { ColumnType } from 'antd/es/table';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiProblem, commitImport, discardImport, download, type ReadResult } from '../../kernel/api.ts';
import { useRead } from '../../kernel/useRead.ts';
import { Balance } from '../../modules/import/desk/Balance.tsx';
import { ImportState, isWorking } from '../../modules/import/desk/importState.tsx';
import { MappingEditor, WholeFile } from '../../modules/import/desk/MappingEditor.tsx';
import { DataTable } from '../../ui/desk/DataTable.tsx';
import { bytes, count, dateTime } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded, Notice, useProblemWords } from '../../ui/desk/States.tsx';
import { ListOfImport } from './ListOfImport.tsx';
import { useNames } from './names.ts';

type One = ReadResult<'import.one'>;
const steps = { checking: 0, checked: 1, committing: 2, committed: 3, failed: 0, discarded: 0 } as const;

function Progressing({ of }: { of: One['import'] }) {
  const { t } = useTranslation();
  const done = of.progress?.rows ?? 0;
  const all = of.state === 'committing' ? of.counts?.rows : undefined;
  const percent = all ? Math.min(100, Math.round((done / all) * 100)) : 100;
  return (
    <div role="status">
      <p>
        {t(`oneImport.${of.state === 'committing' ? 'committing' : 'checking'}`, {
          done: count(done),
          all: all === undefined ? '?' : count(all),
        })}
      </p>
      <Progress
        percent={percent}
        status="active"
        showInfo={all !== undefined}
        aria-label={t(`importState.${of.state}`)}
      />
    </div>
  );
}

function Actions({ one, again }: { one: One; again: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { id, state, counts, name } = one.import;
  const failed = (problem: unknown) => void message.error(words(problem));
  const commit = useMutation({ mutationFn: () => commitImport(id), onSuccess: again, onError: failed });
  const discard = useMutation({
    mutationFn: () => discardImport(id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['import.list'] });
      void navigate(one.import.kind === 'lists' ? '/lists' : '/imports');
    },
    onError: failed,
  });
  const errors = useMutation({
    mutationFn: () => download(`/api/imports/${id}/errors`, `errors-${name}`),
    onError: failed,
  });
  return (
    <>
      {counts !== undefined && counts.held > 0 ? (
        <Button onClick={() => errors.mutate()} loading={errors.isPending}>
          {t('oneImport.errors')}
        </Button>
      ) : null}
      {state === 'checked' || state === 'failed' ? (
        <Popconfirm
          title={t('oneImport.discardSure')}
          okText={t('oneImport.discard')}
          onConfirm={() => discard.mutate()}
        >
          <Button danger loading={discard.isPending}>
            {t('oneImport.discard')}
          </Button>
        </Popconfirm>
      ) : null}
      {state === 'checked' ? (
        <Popconfirm
          title={t('oneImport.commitSure', {
            taken: count(counts?.taken),
            held: count(counts?.held),
            duplicate: count(counts?.duplicate),
          })}
          okText={t('oneImport.commit')}
          onConfirm={() => commit.mutate()}
        >
          <Button type="primary" loading={commit.isPending}>
            {t('oneImport.commit')}
          </Button>
        </Popconfirm>
      ) : null}
    </>
  );
}

type Seen = One['preview'][number];

/** What the rows of a register say that those of a list do not. */
function registerColumns(t: TFunction): ColumnType<Seen>[] {
  return [
    {
      key: 'at',
      title: t('column.occurred'),
      className: 'lf-num',
      render: (_v, row) => dateTime(row.at),
    },
    { key: 'plate', title: t('passage.plate'), render: (_v, row) => row.plate ?? '–' },
    { key: 'name', title: t('passageForm.name'), render: (_v, row) => row.name ?? '–' },
    {
      key: 'outcome',
      title: t('column.outcome'),
      render: (_v, row) =>
        row.outcome === undefined ? '–' : t(`outcome.${row.outcome}`, { defaultValue: row.outcome }),
    },
  ];
}

/** One file: what was understood of it, what is at fault, and what came of it. */
export default function OneImport() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const names = useNames();
  const words = useProblemWords();
  const one = useRead(
    'import.one',
    { id },
    { live: true, every: (data) => (isWorking(data?.import.state) ? 1000 : false) },
  );
  const again = () => void one.refetch();
  const isList = one.data?.import.kind === 'lists';
  return (
    <Page
      title={one.data?.import.name ?? t('oneImport.title')}
      about={
        <>
          <Link to={isList ? '/lists' : '/imports'}>{t(isList ? 'lists.title' : 'imports.title')}</Link>
          {one.data === undefined
            ? null
            : ` · ${one.data.import.by} · ${dateTime(one.data.import.at)} · ${bytes(one.data.import.bytes)}`}
        </>
      }
      actions={one.data === undefined ? undefined : <Actions one={one.data} again={again} />}
    >
      <Loaded of={one} rows={10}>
        {(data) => (
          <>
            <Sheet>
              <Steps
                size="small"
                className="lf-gap"
                current={steps[data.import.state]}
                {...(data.import.state === 'failed' ? { status: 'error' as const } : {})}
                items={[
                  { title: t('oneImport.step1') },
                  { title: t('oneImport.step2') },
                  { title: t('oneImport.step3') },
                  { title: t('oneImport.step4') },
                ]}
              />
              {data.import.problem === undefined ? null : (
                <Alert
                  type="error"
                  showIcon
                  className="lf-gap"
                  title={words(new ApiProblem(data.import.problem.code, 422))}
                />
              )}
              {isWorking(data.import.state) ? (
                <Progressing of={data.import} />
              ) : (
                <ImportState state={data.import.state} t={t} />
              )}
              {data.import.counts === undefined ? null : (
                <Balance counts={data.import.counts} done={data.import.state === 'committed'} />
              )}
              {isList ? <ListOfImport of={data.import} /> : null}
              {!isList && data.import.state === 'committed' && data.import.counts?.held ? (
                <p>
                  <Link to={`/imports/held?import=${id}`}>
                    {t('oneImport.toHeld', { n: count(data.import.counts.held) })}
                  </Link>
                </p>
              ) : null}
            </Sheet>
            {data.warnings.length === 0 ? null : (
              <Sheet title={t('oneImport.warnings', { n: data.warnings.length })}>
                <ul className="lf-lines">
                  {data.warnings.slice(0, 100).map((warning, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: what the check found stands still
                    <li key={index}>
                      <Tag>
                        {warning.sheet ?? '–'}
                        {warning.row === undefined ? '' : ` ${t('oneImport.row', { n: warning.row })}`}
                      </Tag>
                      {t(`importWarning.${warning.code}`, { defaultValue: warning.code })}{' '}
                      <span className="lf-word-muted">
                        {Object.entries(warning.detail)
                          .map(
                            ([key, value]) =>
                              `${t(`importDetail.${key}`, { defaultValue: key })} ${t(`importField.${value}`, { defaultValue: String(value) })}`,
                          )
                          .join(t('common.listComma'))}
                      </span>
                    </li>
                  ))}
                </ul>
              </Sheet>
            )}
            <Sheet title={t('oneImport.understood')}>
              {data.sheets.length === 0 ? (
                <Notice title={t('oneImport.noSheets')} />
              ) : (
                <>
                  {data.import.state === 'checked' && !isList ? (
                    <WholeFile id={id} sheets={data.sheets} posts={names.posts} changed={again} />
                  ) : null}
                  {data.sheets.map((sheet) => (
                    <MappingEditor
                      key={sheet.sheet}
                      id={id}
                      sheet={sheet}
                      fields={data.fields}
                      posts={names.posts}
                      editable={data.import.state === 'checked'}
                      atPost={!isList}
                      changed={again}
                    />
                  ))}
                </>
              )}
            </Sheet>
            <Sheet title={t('oneImport.preview')}>
              <p className="lf-about">{t('oneImport.masked')}</p>
              <DataTable
                name={t('oneImport.preview')}
                rowKey={(row) => `${row.sheet}.${row.row}`}
                dataSource={data.preview}
                locale={{ emptyText: <Notice title={t('oneImport.noPreview')} /> }}
                columns={[
                  { key: 'sheet', title: t('held.sheet'), render: (_v, row) => row.sheet },
                  {
                    key: 'row',
                    title: t('held.row'),
                    align: 'right',
                    className: 'lf-num',
                    render: (_v, row) => row.row,
                  },
                  ...(isList
                    ? [
                        {
                          key: 'name',
                          title: t('passageForm.name'),
                          render: (_v: unknown, row: Seen) => row.name ?? t('listImport.noName'),
                        },
                      ]
                    : registerColumns(t)),
                  {
                    key: 'notes',
                    title: t('oneImport.notes'),
                    render: (_v, row) =>
                      row.notes.map((note) => (
                        <Tag key={note}>{t(`importNote.${note}`, { defaultValue: note })}</Tag>
                      )),
                  },
                ]}
              />
            </Sheet>
          </>
        )}
      </Loaded>
    </Page>
  );
}

import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Checkbox, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, type Mapping, mapImport, type ReadResult } from '../../../kernel/api.ts';
import { count } from '../../../ui/desk/format.ts';
import { Mark } from '../../../ui/desk/Page.tsx';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Sheet = ReadResult<'import.one'>['sheets'][number];
type Post = { code: string; name: string };

function useMapping(id: string, changed: () => void) {
  return useMutation<void, ApiProblem, Mapping>({
    mutationFn: (mapping) => mapImport(id, mapping),
    onSuccess: changed,
  });
}

type SheetProps = {
  id: string;
  sheet: Sheet;
  fields: readonly string[];
  posts: readonly Post[];
  editable: boolean;
  /** Registers say of a post and a day what they say; lists do not. */
  atPost?: boolean;
  changed: () => void;
};

/** What each column of a sheet was understood as; what is changed is checked again, and can be kept. */
export function MappingEditor({ id, sheet, fields, posts, editable, atPost = true, changed }: SheetProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [columns, setColumns] = useState<Record<string, string>>({});
  const [keep, setKeep] = useState(true);
  const send = useMapping(id, () => {
    setColumns({});
    changed();
  });
  const all = Object.fromEntries(
    sheet.columns.map((column) => [String(column.column), columns[column.column] ?? column.field]),
  );
  const usedBy = (field: string) => Object.values(all).filter((one) => one === field).length;
  const post = posts.find((one) => one.code === sheet.post);
  const ignored = sheet.columns.filter((column) => column.field === 'ignore');
  // What was understood whole is folded away; what was not lies open.
  const [open, setOpen] = useState(
    editable && (ignored.length > 0 || (atPost && (sheet.post === undefined || sheet.date === undefined))),
  );
  return (
    <details className="lf-mapping" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b>{sheet.sheet}</b>
        {!atPost ? null : sheet.post === undefined ? (
          <Mark tone="warn">{t('mapping.noPost')}</Mark>
        ) : (
          <span>{`${sheet.post} ${post?.name ?? ''}`}</span>
        )}
        {!atPost ? null : sheet.date === undefined ? (
          <Mark tone="warn">{t('mapping.noDate')}</Mark>
        ) : (
          <span>{sheet.date}</span>
        )}
        <span className="lf-word-muted">
          {sheet.shift === undefined ? '' : `${t('mapping.shift', { shift: sheet.shift })} · `}
          {t('mapping.rows', { n: count(sheet.rows) })}
          {sheet.headerRow === undefined ? '' : ` · ${t('mapping.headerRow', { n: sheet.headerRow })}`}
          {` · ${t('mapping.columns', { n: sheet.columns.length, ignored: ignored.length })}`}
        </span>
      </summary>
      <ul className="lf-mapping-columns">
        {sheet.columns.map((column) => {
          const field = all[column.column] ?? 'ignore';
          const twice = field !== 'ignore' && usedBy(field) > 1;
          return (
            <li key={column.column} className={field === 'ignore' ? 'lf-ignored' : ''}>
              <span title={column.header}>{column.header || '–'}</span>
              <Select
                size="small"
                aria-label={t('mapping.field', { header: column.header })}
                status={twice ? 'warning' : ''}
                disabled={!editable}
                value={field}
                onChange={(value) => setColumns((old) => ({ ...old, [column.column]: value }))}
                popupMatchSelectWidth={false}
                options={[...new Set([...fields, 'ignore'])].map((value) => ({
                  value,
                  label: t(`importField.${value}`, { defaultValue: value }),
                }))}
              />
            </li>
          );
        })}
      </ul>
      {send.error ? <Alert type="error" showIcon className="lf-gap-top" title={words(send.error)} /> : null}
      {editable && Object.keys(columns).length > 0 ? (
        <p className="lf-row lf-gap-top">
          <Button
            type="primary"
            loading={send.isPending}
            onClick={() =>
              send.mutate({
                sheet: sheet.sheet,
                columns: all,
                headers: Object.fromEntries(
                  sheet.columns
                    .filter(({ header }) => header !== '')
                    .map(({ column, header }) => [String(column), header]),
                ),
                save: keep,
              })
            }
          >
            {t('mapping.again')}
          </Button>
          <Checkbox checked={keep} onChange={(event) => setKeep(event.target.checked)}>
            {t('mapping.keep')}
          </Checkbox>
        </p>
      ) : null}
    </details>
  );
}

type FileProps = { id: string; sheets: readonly Sheet[]; posts: readonly Post[]; changed: () => void };

/** Post and date of a file whose sheets do not say them, or say them wrongly: they hold for the whole file. */
export function WholeFile({ id, sheets, posts, changed }: FileProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [post, setPost] = useState<string>();
  const [date, setDate] = useState<string>();
  const send = useMapping(id, () => {
    setPost(undefined);
    setDate(undefined);
    changed();
  });
  const lacking = sheets.some((sheet) => sheet.post === undefined || sheet.date === undefined);
  return (
    <>
      <p className="lf-row lf-wrap">
        <span className={lacking ? 'lf-word-warn' : 'lf-word-muted'}>{t('mapping.whole')}</span>
        <Select
          allowClear
          aria-label={t('mapping.post')}
          placeholder={t('mapping.post')}
          value={post ?? null}
          onChange={setPost}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          options={posts.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
          className="lf-filter"
        />
        <DatePicker
          aria-label={t('mapping.date')}
          placeholder={t('mapping.date')}
          value={date === undefined ? null : dayjs(date)}
          onChange={(day) => setDate(day?.format('YYYY-MM-DD'))}
        />
        {post === undefined && date === undefined ? null : (
          <Button
            type="primary"
            loading={send.isPending}
            onClick={() =>
              send.mutate({
                ...(post === undefined ? {} : { post }),
                ...(date === undefined ? {} : { date }),
              })
            }
          >
            {t('mapping.again')}
          </Button>
        )}
      </p>
      {send.error ? <Alert type="error" showIcon className="lf-gap" title={words(send.error)} /> : null}
    </>
  );
}

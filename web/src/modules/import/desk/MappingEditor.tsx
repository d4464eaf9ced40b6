import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Checkbox, DatePicker, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, type Mapping, mapImport, type ReadResult } from '../../../kernel/api.ts';
import { count } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

type Sheet = ReadResult<'import.one'>['sheets'][number];
type Props = {
  id: string;
  sheet: Sheet;
  fields: readonly string[];
  posts: readonly { code: string; name: string }[];
  editable: boolean;
  changed: () => void;
};

/** What each column of a sheet was understood as, its post and date; what is changed is checked again, and can be kept. */
export function MappingEditor({ id, sheet, fields, posts, editable, changed }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [columns, setColumns] = useState<Record<string, string>>({});
  const [post, setPost] = useState<string>();
  const [date, setDate] = useState<string>();
  const [keep, setKeep] = useState(true);
  const send = useMutation<void, ApiProblem, Mapping>({
    mutationFn: (mapping) => mapImport(id, mapping),
    onSuccess: () => {
      setColumns({});
      changed();
    },
  });
  const dirty = Object.keys(columns).length > 0 || post !== undefined || date !== undefined;
  const all = Object.fromEntries(
    sheet.columns.map((column) => [String(column.column), columns[column.column] ?? column.field]),
  );
  const usedBy = (field: string) => Object.values(all).filter((one) => one === field).length;
  const shownPost = post ?? sheet.post;
  const shownDate = date ?? sheet.date;
  return (
    <section className="lf-mapping" aria-label={sheet.sheet}>
      <p className="lf-row lf-wrap">
        <b>{sheet.sheet}</b>
        <span className="lf-word-muted">
          {t('mapping.rows', { n: count(sheet.rows) })}
          {sheet.headerRow === undefined ? '' : ` · ${t('mapping.headerRow', { n: sheet.headerRow })}`}
          {sheet.shift === undefined ? '' : ` · ${t('mapping.shift', { shift: sheet.shift })}`}
        </span>
        <Select
          aria-label={t('mapping.post')}
          status={shownPost === undefined ? 'warning' : ''}
          placeholder={t('mapping.post')}
          disabled={!editable}
          value={shownPost ?? null}
          onChange={setPost}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          options={posts.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
          className="lf-filter"
        />
        <DatePicker
          aria-label={t('mapping.date')}
          placeholder={t('mapping.date')}
          disabled={!editable}
          allowClear={false}
          value={shownDate === undefined ? null : dayjs(shownDate)}
          onChange={(day) => setDate(day?.format('YYYY-MM-DD'))}
        />
      </p>
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
      {editable && dirty ? (
        <p className="lf-row lf-gap-top">
          <Button
            type="primary"
            loading={send.isPending}
            onClick={() =>
              send.mutate({
                sheet: sheet.sheet,
                columns: all,
                ...(shownPost === undefined ? {} : { post: shownPost }),
                ...(shownDate === undefined ? {} : { date: shownDate }),
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
    </section>
  );
}

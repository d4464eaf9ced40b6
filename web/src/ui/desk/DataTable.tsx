import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover, Table, type TableProps } from 'antd';
import type { ColumnType } from 'antd/es/table';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from './useKept.ts';

export type Column<T> = ColumnType<T> & {
  key: string;
  /** In words, for the column settings (and where `title` is a node). */
  name: string;
  /** Not shown until someone asks for it. */
  spare?: boolean;
  /** Always shown. */
  fixedPlace?: boolean;
};

/** Which columns someone wants to see, kept in this browser per table and user. */
export function useColumns<T>(name: string, columns: readonly Column<T>[]) {
  const usual = columns.filter((column) => !column.spare).map((column) => column.key);
  const [chosen, choose] = useKept<string[]>(`lianfang.desk.columns.${name}`, usual);
  const shown = columns.filter((column) => column.fixedPlace || chosen.includes(column.key));
  return { shown, chosen, choose, usual, columns };
}

/** The button behind which the columns are chosen. */
export function ColumnSettings<T>({ of }: { of: ReturnType<typeof useColumns<T>> }) {
  const { t } = useTranslation();
  const free = of.columns.filter((column) => !column.fixedPlace);
  const content = (
    <fieldset className="lf-columns">
      <legend className="lf-hidden">{t('table.columns')}</legend>
      <Checkbox.Group
        value={of.chosen}
        onChange={(keys) => of.choose(keys as string[])}
        options={free.map((column) => ({ value: column.key, label: column.name }))}
      />
      <Button size="small" type="link" onClick={() => of.choose(of.usual)}>
        {t('table.usual')}
      </Button>
    </fieldset>
  );
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Button icon={<SettingOutlined />}>{t('table.columns')}</Button>
    </Popover>
  );
}

/** A table as all lists of the desk look: small, sticky header, scrolls sideways in itself, never breaks the page. */
export function DataTable<T extends object>(props: TableProps<T> & { name: string }) {
  const { name, columns, ...table } = props;
  // A long heading breaks into lines: columns are as wide as what stands in them.
  const broken = columns?.map((column) =>
    typeof column.title === 'function'
      ? column
      : { ...column, title: <span className="lf-heading">{column.title}</span> },
  );
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // antd gives its scrolling part no place in the order of the keyboard.
    place.current?.querySelector('.ant-table-body, .ant-table-content')?.setAttribute('tabindex', '0');
    // And it measures its columns with a row that nobody sees, in which a keyboard must not get lost.
    for (const box of place.current?.querySelectorAll('.ant-table-measure-row input') ?? [])
      box.setAttribute('tabindex', '-1');
  });
  return (
    <section className="lf-table" aria-label={name} ref={place}>
      <Table<T>
        size="small"
        sticky={{ offsetHeader: 0 }}
        scroll={{ x: 'max-content' }}
        pagination={false}
        {...(broken === undefined ? {} : { columns: broken })}
        {...table}
      />
    </section>
  );
}

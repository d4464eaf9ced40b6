import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { useSession } from './session.tsx';

type Props = { id?: string; value?: string; onChange?: (code: string) => void };

/** Picks an area of the county by name, pinyin initials or code. Without a search: the county and its townships. */
export function AreaPicker({ id, value, onChange }: Props) {
  const { t } = useTranslation();
  const { me } = useSession();
  const county = me.county.padEnd(12, '0');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const children = useRead('area.children', { parent: county });
  const found = useRead(
    'area.search',
    { text: text || '-', within: county, limit: 30 },
    { enabled: text !== '', keep: true },
  );
  const usual = [
    { value: county, label: me.countyName },
    ...(children.data?.areas ?? []).map((area) => ({ value: area.code, label: area.name })),
  ];
  const hits = (found.data?.areas ?? []).map((area) => ({
    value: area.code,
    label: area.path.replace(me.countyName, '').trim() || area.name,
  }));
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      value={value ?? null}
      {...(onChange === undefined ? {} : { onChange })}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={text === '' ? usual : hits}
      placeholder={t('areaPicker.placeholder')}
      notFoundContent={t(found.isFetching ? 'state.loading' : 'areaPicker.none')}
      popupMatchSelectWidth={false}
    />
  );
}

import { SearchOutlined } from '@ant-design/icons';
import { normalisePlate } from '@lianfang/domain/kernel/identifiers/plate.ts';
import { Button, Input, Popover, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FirstField } from './FirstField.tsx';

/** The numbers that something is looked up by. */
export type LookupNumber = 'plate' | 'document' | 'phone';
export type LookupValue<N extends LookupNumber> = { by: N; value: string };
type Props<N extends LookupNumber> = {
  /** What is looked up, as the button says it. */
  title: string;
  /** By which numbers, the most usual first. */
  numbers: readonly [N, ...N[]];
  value: LookupValue<N> | undefined;
  change: (value: LookupValue<N> | undefined) => void;
};

/**
 * Looks a number up. What is typed goes in the body of a request, never into an address, and is forgotten with the page;
 * the list then shows only what belongs to it.
 */
export function Lookup<N extends LookupNumber>({ title, numbers, value, change }: Props<N>) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [by, setBy] = useState<N>(numbers[0]);
  const [text, setText] = useState('');
  const ask = () => {
    const clean = by === 'plate' ? normalisePlate(text) : text.replace(/[\s-]/g, '').toUpperCase();
    if (clean === '') return;
    change({ by, value: clean });
    setText('');
    setOpen(false);
  };
  if (value !== undefined) {
    return (
      <Tag closable onClose={() => change(undefined)} color="processing" className="lf-lookup">
        {t('lookup.on', { by: t(`lookup.${value.by}`) })}
      </Tag>
    );
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={
        <form
          className="lf-lookup-form"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Segmented<N>
            aria-label={title}
            value={by}
            onChange={setBy}
            options={numbers.map((key) => ({ value: key, label: t(`lookup.${key}`) }))}
          />
          <FirstField>
            <Input
              autoComplete="off"
              maxLength={32}
              aria-label={t(`lookup.${by}`)}
              placeholder={t(`lookup.${by}`)}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </FirstField>
          <p className="lf-word-muted">{t('lookup.words')}</p>
          <Button type="primary" htmlType="submit" block>
            {t('common.query')}
          </Button>
        </form>
      }
    >
      <Button icon={<SearchOutlined />}>{title}</Button>
    </Popover>
  );
}

import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Popover, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export type PersonLookupValue = { by: 'document' | 'phone'; value: string };
type Props = {
  value: PersonLookupValue | undefined;
  change: (value: PersonLookupValue | undefined) => void;
};

/** Looks a document or phone number up. What is typed goes in the body of a request and is forgotten with the page. */
export function PersonLookup({ value, change }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [by, setBy] = useState<PersonLookupValue['by']>('document');
  const [text, setText] = useState('');
  const ask = () => {
    const clean = text.replace(/[\s-]/g, '').toUpperCase();
    if (clean === '') return;
    change({ by, value: clean });
    setText('');
    setOpen(false);
  };
  if (value !== undefined)
    return (
      <Tag closable onClose={() => change(undefined)} color="processing" className="lf-lookup">
        {t('lookup.on', { by: t(`lookup.${value.by}`) })}
      </Tag>
    );
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <form
          className="lf-lookup-form"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <Segmented
            aria-label={t('people.lookup')}
            value={by}
            onChange={(next) => setBy(next as PersonLookupValue['by'])}
            options={(['document', 'phone'] as const).map((key) => ({
              value: key,
              label: t(`lookup.${key}`),
            }))}
          />
          <Input
            autoFocus
            autoComplete="off"
            maxLength={32}
            aria-label={t(`lookup.${by}`)}
            placeholder={t(`lookup.${by}`)}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <p className="lf-word-muted">{t('lookup.words')}</p>
          <Button type="primary" htmlType="submit" block>
            {t('common.query')}
          </Button>
        </form>
      }
    >
      <Button icon={<SearchOutlined />}>{t('people.lookup')}</Button>
    </Popover>
  );
}

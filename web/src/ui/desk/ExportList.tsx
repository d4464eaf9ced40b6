import { DownloadOutlined } from '@ant-design/icons';
import { purposes } from '@lianfang/domain/kernel/access.ts';
import { App, Button, Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Exported, type ExportOrder, exportFile, type ReadParams } from '../../kernel/api.ts';
import { count } from './format.ts';
import { PurposeDialog } from './PurposeDialog.tsx';

type Fields = Pick<ExportOrder, 'format' | 'purpose' | 'why'>;
type Props<N extends Exported> = {
  read: N;
  params: ReadParams<N>;
  /** The columns shown. */
  columns: readonly { key: string }[];
  /** How the export knows a column of the screen, where that differs. */
  exported?: (column: string) => readonly string[];
  total: number | undefined;
  /** Why it cannot be exported as it is now. */
  off?: string | undefined;
};

/** The button that saves a list as it is filtered, in the columns shown, for a stated purpose. Nothing personal is in it. */
export function ExportList<N extends Exported>(props: Props<N>) {
  const { read, params, columns, exported = (key) => [key], total, off } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        onClick={() => setOpen(true)}
        disabled={total === undefined || off !== undefined}
        title={off}
      >
        {t('export.title')}
      </Button>
      <PurposeDialog<Fields, void>
        open={open}
        title={t('export.title')}
        words={t('export.words', { n: count(total), columns: columns.length })}
        go={t('export.go')}
        purposes={purposes}
        initial={{ format: 'xlsx', purpose: 'export' }}
        order={(fields) =>
          exportFile({
            read,
            params,
            columns: columns.flatMap(({ key }) => exported(key)),
            ...fields,
          } as ExportOrder)
        }
        done={() => void message.success(t('export.done'))}
        close={() => setOpen(false)}
      >
        <Form.Item name="format" label={t('export.format')}>
          <Radio.Group
            options={[
              { value: 'xlsx', label: 'Excel' },
              { value: 'csv', label: 'CSV' },
            ]}
          />
        </Form.Item>
      </PurposeDialog>
    </>
  );
}

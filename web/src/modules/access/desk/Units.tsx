import { agencies } from '@lianfang/domain/kernel/access.ts';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../kernel/useRead.ts';
import { DataTable } from '../../../ui/desk/DataTable.tsx';
import { Page, Sheet } from '../../../ui/desk/Page.tsx';
import { Loaded, Notice } from '../../../ui/desk/States.tsx';
import { AreaPicker } from './AreaPicker.tsx';
import { useSession } from './session.tsx';
import { useCommand } from './useCommand.ts';

/** The agencies and teams that accounts belong to. */
export default function Units() {
  const { t } = useTranslation();
  const session = useSession();
  const [adding, setAdding] = useState(false);
  const [form] = Form.useForm<{ name: string; agency: string; area: string }>();
  const units = useRead('access.units', {}, { live: true });
  const add = useCommand(() => setAdding(false));
  return (
    <Page
      title={t('menu.units')}
      about={t('units.about')}
      actions={
        session.has(['system_admin']) ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('units.add')}
          </Button>
        ) : undefined
      }
    >
      <Sheet>
        <Loaded of={units} rows={6}>
          {(data) => (
            <DataTable
              name={t('menu.units')}
              rowKey="id"
              dataSource={data.units}
              locale={{ emptyText: <Notice title={t('units.none')} /> }}
              columns={[
                { key: 'name', title: t('units.name'), render: (_v, row) => row.name },
                {
                  key: 'agency',
                  title: t('units.agency'),
                  render: (_v, row) => t(`agency.${row.agency}`, { defaultValue: row.agency }),
                },
                {
                  key: 'area',
                  title: t('accounts.area'),
                  className: 'lf-num',
                  render: (_v, row) => row.area,
                },
              ]}
            />
          )}
        </Loaded>
      </Sheet>
      <Modal
        open={adding}
        title={t('units.add')}
        okText={t('units.add')}
        onOk={() => form.submit()}
        onCancel={() => setAdding(false)}
        confirmLoading={add.isPending}
        destroyOnHidden
      >
        <Form
          form={form}
          layout="vertical"
          initialValues={{ area: session.me.county.padEnd(12, '0') }}
          onFinish={(fields) => add.mutate({ name: 'access.unit.add', data: fields, said: t('units.added') })}
        >
          <Form.Item
            name="name"
            label={t('units.name')}
            rules={[{ required: true, whitespace: true, message: t('units.nameMissing') }]}
          >
            <Input maxLength={64} />
          </Form.Item>
          <Form.Item
            name="agency"
            label={t('units.agency')}
            rules={[{ required: true, message: t('units.agencyMissing') }]}
          >
            <Select options={agencies.map((agency) => ({ value: agency, label: t(`agency.${agency}`) }))} />
          </Form.Item>
          <Form.Item
            name="area"
            label={t('accounts.area')}
            rules={[{ required: true, message: t('accounts.areaMissing') }]}
          >
            <AreaPicker />
          </Form.Item>
        </Form>
      </Modal>
    </Page>
  );
}

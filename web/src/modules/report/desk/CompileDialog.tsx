import { countyDay, startOfDay, wallClock } from '@lianfang/domain/kernel/time.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, deliver, newId } from '../../../kernel/api.ts';
import { instantOf } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import { useRefusalWords } from '../../../ui/desk/useRefusalWords.ts';

const FORMAT = 'YYYY-MM-DD HH:mm';
type Fields = { area: string; range: [Dayjs, Dayjs]; cutOff?: string };
export type Compile = { area?: string; from?: string; to?: string; replaces?: string };

type Props = {
  open: boolean;
  first: Compile;
  areas: readonly { code: string; name: string }[];
  close: () => void;
  compiled: (id: string) => void;
};

/** Has a report computed: of an area, a period (yesterday, if nothing else is said) and a cut-off (now, likewise). */
export function CompileDialog({ open, first, areas, close, compiled }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const today = startOfDay(countyDay(Date.now()));
  const yesterday = startOfDay(countyDay(Date.parse(today) - 1));
  const send = useMutation<{ id: string; no?: string }, ApiProblem, Fields>({
    mutationFn: async ({ area, range: [from, to], cutOff }) => {
      const id = newId();
      const answer = await deliver(
        'report.compiled',
        {
          area,
          from: instantOf(from.format(FORMAT)),
          to: instantOf(to.format(FORMAT)),
          ...(cutOff?.trim() ? { cutOff: cutOff.trim() } : {}),
          ...(first.replaces === undefined ? {} : { replaces: first.replaces }),
        },
        { id },
      );
      return answer.status === 'applied' ? { id } : { id, no: refusal(answer) };
    },
    onSuccess: ({ id, no }) => {
      if (no !== undefined) return;
      void queries.invalidateQueries({ queryKey: ['report.list'] });
      close();
      compiled(id);
    },
  });
  const no = send.data?.no;
  return (
    <Modal
      open={open}
      title={t(first.replaces === undefined ? 'compile.title' : 'compile.again')}
      okText={t('compile.go')}
      onOk={() => form.submit()}
      onCancel={close}
      confirmLoading={send.isPending}
      destroyOnHidden
      afterClose={() => send.reset()}
    >
      <p className="lf-about">{t('compile.words')}</p>
      {send.error || no ? (
        <Alert type="error" showIcon className="lf-gap" title={no ?? words(send.error)} />
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          area: first.area ?? areas[0]?.code,
          range: [dayjs(wallClock(first.from ?? yesterday)), dayjs(wallClock(first.to ?? today))],
        }}
        onFinish={(fields) => send.mutate(fields)}
      >
        <Form.Item name="area" label={t('compile.area')} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.map((area) => ({ value: area.code, label: `${area.name} ${area.code}` }))}
          />
        </Form.Item>
        <Form.Item
          name="range"
          label={t('compile.period')}
          extra={t('compile.periodHelp')}
          rules={[{ required: true }]}
        >
          <DatePicker.RangePicker
            showTime={{ format: 'HH:mm', minuteStep: 30 }}
            format={FORMAT}
            allowClear={false}
            style={{ width: '100%' }}
          />
        </Form.Item>
        <Form.Item
          name="cutOff"
          label={t('compile.cutOff')}
          extra={t('compile.cutOffHelp')}
          rules={[{ pattern: /^\s*\d{0,18}\s*$/, message: t('compile.cutOffWrong') }]}
        >
          <Input inputMode="numeric" maxLength={18} placeholder={t('compile.newest')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

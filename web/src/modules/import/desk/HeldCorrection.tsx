import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, settleHeld } from '../../../kernel/api.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';
import { type Held, useHeldReason } from './heldReason.ts';

export type Cells = Record<string, string>;

/** The fields of a row of a register, in the order in which they are looked at. */
const order = [
  'post',
  'date',
  'time',
  'plate',
  'vehicleType',
  'name',
  'document',
  'phone',
  'from',
  'to',
  'temperature',
  'certificate',
  'sampled',
  'outcome',
  'reason',
  'note',
];
const needed = new Set(['post', 'date', 'time']);

type Props = { row: Held; cells: Cells; posts: readonly { code: string; name: string }[]; done: () => void };

/** A held row, field by field as the register says it. Put right, it is taken as if it had come so. */
export function HeldCorrection({ row, cells, posts, done }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const reasonWords = useHeldReason();
  const [form] = Form.useForm<Cells>();
  const send = useMutation<{ state: string; reason?: string }, ApiProblem, Cells>({
    mutationFn: (fields) =>
      settleHeld(row.id, {
        cells: Object.fromEntries(
          Object.entries(fields).flatMap(([key, value]) => (value?.trim() ? [[key, value.trim()]] : [])),
        ),
      }),
    onSuccess: ({ state }) => {
      if (state === 'open') return;
      void message.success(t(state === 'duplicate' ? 'held.wasDuplicate' : 'held.corrected'));
      done();
    },
  });
  const shown = [...order, ...Object.keys(cells).filter((key) => !order.includes(key))];
  const still = send.data?.state === 'open' ? (send.data.reason ?? '') : undefined;
  return (
    <Form form={form} layout="vertical" initialValues={cells} onFinish={(fields) => send.mutate(fields)}>
      <Alert type="warning" showIcon className="lf-gap" title={reasonWords(still ?? row.reason)} />
      {send.error ? <Alert type="error" showIcon className="lf-gap" title={words(send.error)} /> : null}
      <div className="lf-form-grid">
        {shown.map((field) => (
          <Form.Item
            key={field}
            name={field}
            label={t(`importField.${field}`, { defaultValue: field })}
            required={needed.has(field)}
          >
            {field === 'post' ? (
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                popupMatchSelectWidth={false}
                options={posts.map((post) => ({ value: post.code, label: `${post.code} ${post.name}` }))}
              />
            ) : (
              <Input
                maxLength={200}
                autoComplete="off"
                {...(field === 'date'
                  ? { placeholder: '2022-01-05' }
                  : field === 'time'
                    ? { placeholder: '08:15' }
                    : {})}
              />
            )}
          </Form.Item>
        ))}
      </div>
      <p className="lf-right">
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('held.take')}
        </Button>
      </p>
    </Form>
  );
}

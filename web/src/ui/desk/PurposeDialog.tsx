import type { Purpose } from '@lianfang/domain/kernel/access.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../kernel/api.ts';
import { FirstField } from './FirstField.tsx';
import { useProblemWords } from './States.tsx';

/** For what someone wants personal data or a file, and why: it stands in the ledger as it was said. */
export type Stated = { purpose: Purpose; why: string };

type Props<F extends Stated, R> = {
  open: boolean;
  title: string;
  /** What is given out, and that it is logged. */
  words: ReactNode;
  /** What the button says that does it. */
  go: string;
  /** The purposes to choose from; a single one is said and not asked. */
  purposes: readonly Purpose[];
  initial: Partial<F> & Pick<F, 'purpose'>;
  /** How a reason may read. */
  example?: string;
  order: (stated: F) => Promise<R>;
  done: (result: R) => void;
  close: () => void;
  /** What else there is to choose, before purpose and reason. */
  children?: ReactNode;
};

/** Asks for what purpose and why something is given out, and gives it out. A reason is stated anew each time. */
export function PurposeDialog<F extends Stated, R>(props: Props<F, R>) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const [form] = Form.useForm<F>();
  const order = useMutation<R, ApiProblem, F>({
    mutationFn: props.order,
    onSuccess: (result) => {
      props.done(result);
      props.close();
    },
  });
  const why = (
    <Form.Item
      name="why"
      label={t('reveal.why')}
      rules={[{ required: true, whitespace: true, min: 4, message: t('reveal.whyMissing') }]}
    >
      <Input.TextArea maxLength={200} showCount rows={2} placeholder={props.example} />
    </Form.Item>
  );
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.go}
      onOk={() => form.submit()}
      onCancel={props.close}
      confirmLoading={order.isPending}
      destroyOnHidden
      afterClose={() => order.reset()}
    >
      <p className="lf-about">{props.words}</p>
      {order.error ? <Alert type="error" showIcon className="lf-gap" title={words(order.error)} /> : null}
      <Form<F>
        form={form}
        layout="vertical"
        clearOnDestroy
        initialValues={props.initial}
        onFinish={(stated) => order.mutate({ ...props.initial, ...stated })}
      >
        {props.children}
        {props.purposes.length === 1 ? (
          <Form.Item label={t('reveal.purpose')}>
            <span>{t(`purpose.${props.purposes[0]}`)}</span>
          </Form.Item>
        ) : (
          <Form.Item name="purpose" label={t('reveal.purpose')} rules={[{ required: true }]}>
            <Select options={props.purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
          </Form.Item>
        )}
        {props.children === undefined ? <FirstField>{why}</FirstField> : why}
      </Form>
    </Modal>
  );
}

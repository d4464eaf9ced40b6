import type { Answer } from '@lianfang/domain/kernel/entry.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, type FormInstance, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiProblem } from '../../kernel/api.ts';
import { useProblemWords } from './States.tsx';
import { fieldsOf, useReasonWords, useRefusalWords } from './useRefusalWords.ts';

type Props<F> = {
  open: boolean;
  title: ReactNode;
  /** What it does and what stays of it, in a sentence. */
  words?: ReactNode;
  /** What the button says that does it. */
  go: string;
  danger?: boolean;
  width?: number;
  initial?: Partial<F> | undefined;
  form?: FormInstance<F>;
  /** Delivers what was filled in; with several entries the first that was not taken is the answer. */
  send: (fields: F) => Promise<Answer>;
  /** Said when it was taken. */
  said?: string;
  close: () => void;
  done?: (answer: Answer, fields: F) => void;
  children?: ReactNode;
};

/**
 * A dialog whose fields become an entry of the ledger. What the ledger says no to stays open, with its reason, which stands
 * at the fields that it is about where the form has them.
 */
export function EntryDialog<F extends object>(props: Props<F>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const refusal = useRefusalWords();
  const reasonWords = useReasonWords();
  const queries = useQueryClient();
  const [own] = Form.useForm<F>();
  const form = props.form ?? own;
  const order = useMutation<{ answer: Answer; fields: F }, ApiProblem, F>({
    mutationFn: async (fields) => ({ answer: await props.send(fields), fields }),
    onSuccess: ({ answer, fields }) => {
      if (answer.status !== 'applied') {
        const asked = new Set(Object.keys(form.getFieldsValue()));
        const about = fieldsOf(answer.reason).filter((name) => asked.has(name));
        for (const name of about)
          form.setFields([{ name: name as never, errors: [reasonWords(answer.reason)] }]);
        if (about[0] !== undefined) form.scrollToField(about[0] as never);
        return;
      }
      void message.success(props.said ?? t('entryDialog.done'));
      void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      props.done?.(answer, fields);
      props.close();
    },
  });
  const no =
    order.data !== undefined && order.data.answer.status !== 'applied' ? order.data.answer : undefined;
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.go}
      {...(props.width === undefined ? {} : { width: props.width })}
      {...(props.danger ? { okButtonProps: { danger: true } } : {})}
      onOk={() => form.submit()}
      onCancel={props.close}
      confirmLoading={order.isPending}
      destroyOnHidden
      afterClose={() => order.reset()}
    >
      {props.words === undefined ? null : <p className="lf-about">{props.words}</p>}
      {order.error || no ? (
        <Alert
          type="error"
          showIcon
          className="lf-gap"
          title={no === undefined ? words(order.error) : refusal(no)}
        />
      ) : null}
      <Form<F>
        form={form}
        layout="vertical"
        preserve={false}
        {...(props.initial === undefined ? {} : { initialValues: props.initial })}
        onFinish={(fields) => order.mutate(fields)}
        scrollToFirstError
      >
        {props.children}
      </Form>
    </Modal>
  );
}

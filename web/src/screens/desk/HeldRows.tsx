import { checkPlate, normalisePlate } from '@lianfang/domain/kernel/identifiers/plate.ts';
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, DatePicker, Form, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type ApiProblem, type HeldAnswer, settleHeld } from '../../kernel/api.ts';
import { type PassageFields, PassageForm } from '../../modules/checkpoint/desk/PassageForm.tsx';
import { type Held, HeldTable } from '../../modules/import/desk/HeldTable.tsx';
import { instantOf } from '../../ui/desk/format.ts';
import { Page, Sheet } from '../../ui/desk/Page.tsx';
import { useProblemWords } from '../../ui/desk/States.tsx';
import { useNames } from './names.ts';

const FORMAT = 'YYYY-MM-DD HH:mm';

/** What can be told from the cells of a row under whatever header they stand, to begin the form with. */
function guess(cells: Record<string, string>): Partial<PassageFields> {
  const cell = (words: RegExp) =>
    Object.entries(cells)
      .find(([header]) => words.test(header))?.[1]
      ?.trim() || undefined;
  const plate = cell(/车牌|号牌|车号|plate/i);
  const number = cell(/身份证|证件号|公民身份|document/i);
  const temperature = Number.parseFloat((cell(/体温|温度|temperature/i) ?? '').replace(/[。．]/g, '.'));
  const turned = /劝返|返回/.test(cell(/处置|处理|结果|outcome/i) ?? '');
  const known =
    plate !== undefined && checkPlate(plate).form !== 'nonstandard' ? normalisePlate(plate) : plate;
  const whole = {
    mode: plate === undefined ? 'pedestrian' : 'vehicle',
    plate: known,
    from: cell(/来自|出发|from/i),
    to: cell(/前往|目的|to$/i),
    outcome: turned ? 'turned_back' : 'passed',
    ...(turned ? { reason: 'on_paper' } : {}),
    persons: [
      {
        name: cell(/姓名|name/i),
        ...(number === undefined ? {} : { document: { type: 'id_card', number } }),
        phone: cell(/电话|手机|联系方式|phone/i),
        ...(temperature >= 30 && temperature <= 45 ? { temperature } : {}),
        sampled: /是|已|√/.test(cell(/采样|sampled/i) ?? ''),
      },
    ],
  };
  return whole as Partial<PassageFields>;
}

function Correction({ row, cells, done }: { row: Held; cells: Record<string, string>; done: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const words = useProblemWords();
  const names = useNames();
  const [form] = Form.useForm<PassageFields>();
  const [place] = Form.useForm<{ post: string; at: Dayjs }>();
  const send = useMutation<void, ApiProblem, HeldAnswer>({
    mutationFn: (answer) => settleHeld(row.id, answer),
    onSuccess: () => {
      void message.success(t('held.corrected'));
      done();
    },
  });
  return (
    <>
      {send.error ? <Alert type="error" showIcon className="lf-gap" title={words(send.error)} /> : null}
      <Form form={place} layout="vertical">
        <div className="lf-form-row">
          <Form.Item
            name="post"
            label={t('column.post')}
            rules={[{ required: true, message: t('held.postMissing') }]}
          >
            <Select
              options={names.posts.map((post) => ({ value: post.code, label: `${post.code} ${post.name}` }))}
            />
          </Form.Item>
          <Form.Item
            name="at"
            label={t('column.occurred')}
            rules={[{ required: true, message: t('held.timeMissing') }]}
          >
            <DatePicker showTime={{ format: 'HH:mm' }} format={FORMAT} maxDate={dayjs()} />
          </Form.Item>
        </div>
      </Form>
      <PassageForm
        form={form}
        first={guess(cells)}
        done={(data) =>
          void place.validateFields().then(
            ({ post, at }) => send.mutate({ data, post, at: instantOf(at.format(FORMAT)) }),
            () => undefined,
          )
        }
      />
      <p className="lf-right">
        <Button
          type="primary"
          loading={send.isPending}
          onClick={() => {
            void place.validateFields().catch(() => undefined);
            form.submit();
          }}
        >
          {t('held.take')}
        </Button>
      </p>
    </>
  );
}

/** All rows that wait for correction, of one file or of all. */
export default function HeldRows() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const importId = search.get('import') ?? undefined;
  return (
    <Page
      title={t('held.title')}
      about={
        <>
          <Link to="/imports">{t('imports.title')}</Link> · {t('held.about')}
        </>
      }
    >
      <Sheet>
        <HeldTable
          importId={importId}
          correction={(row, cells, done) => <Correction key={row.id} row={row} cells={cells} done={done} />}
        />
      </Sheet>
    </Page>
  );
}

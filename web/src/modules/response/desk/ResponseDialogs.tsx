import { usualCloseOut } from '@lianfang/domain/modules/response/rules.ts';
import {
  type CloseOutItem,
  closeOutCodes,
  type LegalBasis,
} from '@lianfang/domain/modules/response/schema.ts';
import { Button, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { deliver, type ReadResult } from '../../../kernel/api.ts';
import type { Choices } from '../../../ui/desk/choices.ts';
import { DateTimePicker } from '../../../ui/desk/DateTimePicker.tsx';
import { EntryDialog } from '../../../ui/desk/EntryDialog.tsx';
import { BasisFields, basesOf, filled, LevelField, linesOf, MeasuresField, required } from './fields.tsx';

export type Response = NonNullable<ReadResult<'response.now'>['response']>;
type Dialog = { open: boolean; close: () => void };

type Activate = { name: string; area: string; level: number; legalBasis: LegalBasis[]; measures: string };

/** Activates a response: from now on there are task forces, directives, meetings. */
export function ActivateDialog({
  open,
  close,
  choices,
  county,
}: Dialog & { choices: Choices; county: string }) {
  const { t } = useTranslation();
  return (
    <EntryDialog<Activate>
      open={open}
      close={close}
      width={820}
      title={t('response.activate')}
      words={t('response.activateWords')}
      go={t('response.activate')}
      said={t('response.activated')}
      initial={{ area: county, level: 3, legalBasis: [{} as LegalBasis] }}
      send={(fields) =>
        deliver('response.activated', {
          ...fields,
          legalBasis: basesOf(fields.legalBasis),
          measures: linesOf(fields.measures),
        })
      }
    >
      <div className="lf-form-row">
        <Form.Item
          name="name"
          label={t('response.name')}
          rules={required(t('response.nameMissing'))}
          className="lf-grow"
        >
          <Input maxLength={64} placeholder={t('response.nameExample')} />
        </Form.Item>
        <Form.Item name="area" label={t('response.area')} rules={[{ required: true }]}>
          {choices.areaPicker}
        </Form.Item>
      </div>
      <LevelField />
      <BasisFields />
      <MeasuresField />
    </EntryDialog>
  );
}

type Level = { level: number; legalBasis: LegalBasis[]; measures: string; why: string };

export function LevelDialog({ open, close, response }: Dialog & { response: Response }) {
  const { t } = useTranslation();
  return (
    <EntryDialog<Level>
      open={open}
      close={close}
      width={820}
      title={t('response.changeLevel')}
      words={t('response.changeLevelWords', { level: t(`responseLevel.${response.level}`) })}
      go={t('response.changeLevel')}
      said={t('response.levelChanged')}
      initial={{
        level: response.level,
        legalBasis: response.legalBasis,
        measures: response.measures.join('\n'),
      }}
      send={(fields) =>
        deliver('response.level.changed', {
          response: response.id,
          ...fields,
          legalBasis: basesOf(fields.legalBasis),
          measures: linesOf(fields.measures),
        })
      }
    >
      <LevelField />
      <Form.Item name="why" label={t('response.why')} rules={required(t('response.whyMissing'))}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
      <BasisFields />
      <MeasuresField />
    </EntryDialog>
  );
}

type Item = Omit<CloseOutItem, 'owner'> & { unit: string };
type Close = { why: string; legalBasis: LegalBasis[]; checklist: Item[] };

/** Ends a response: its close-out checklist begins, filled with what is always to be done. */
export function CloseDialog({
  open,
  close,
  response,
  choices,
  now,
}: Dialog & { response: Response; choices: Choices; now: number }) {
  const { t } = useTranslation();
  const first = choices.units[0]?.value ?? '';
  const checklist = usualCloseOut.map(({ code, days }) => ({
    code,
    unit: first,
    dueAt: new Date(now + days * 86_400_000).toISOString(),
  }));
  return (
    <EntryDialog<Close>
      open={open}
      close={close}
      width={980}
      danger
      title={t('response.close')}
      words={t('response.closeWords')}
      go={t('response.close')}
      said={t('response.closed')}
      initial={{ legalBasis: [{} as LegalBasis], checklist }}
      send={(fields) =>
        deliver('response.closed', {
          response: response.id,
          why: fields.why,
          legalBasis: basesOf(fields.legalBasis),
          checklist: fields.checklist.map(({ unit, ...item }) => ({ ...filled(item), owner: { unit } })),
        })
      }
    >
      <Form.Item name="why" label={t('response.why')} rules={required(t('response.whyMissing'))}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
      <BasisFields />
      <Form.List name="checklist">
        {(lines, { add, remove }) => (
          <fieldset className="lf-person-fields">
            <legend>{t('closeOut.title')}</legend>
            {lines.map(({ key, name }) => (
              <div className="lf-form-row" key={key}>
                <Form.Item name={[name, 'code']} label={t('closeOut.item')}>
                  <Select
                    popupMatchSelectWidth={false}
                    options={closeOutCodes.map((code) => ({ value: code, label: t(`closeOutCode.${code}`) }))}
                  />
                </Form.Item>
                <Form.Item name={[name, 'text']} label={t('closeOut.text')} className="lf-grow">
                  <Input maxLength={300} />
                </Form.Item>
                <Form.Item name={[name, 'unit']} label={t('closeOut.owner')} rules={[{ required: true }]}>
                  <Select
                    popupMatchSelectWidth={false}
                    showSearch={{ optionFilterProp: 'label' }}
                    options={[...choices.units]}
                    className="lf-filter"
                  />
                </Form.Item>
                <Form.Item name={[name, 'dueAt']} label={t('directives.due')} rules={[{ required: true }]}>
                  <DateTimePicker />
                </Form.Item>
                <Button type="text" aria-label={t('closeOut.remove')} onClick={() => remove(name)}>
                  ×
                </Button>
              </div>
            ))}
            <Button
              size="small"
              onClick={() =>
                add({ code: 'other', unit: first, dueAt: new Date(now + 604_800_000).toISOString() })
              }
            >
              {t('closeOut.add')}
            </Button>
          </fieldset>
        )}
      </Form.List>
    </EntryDialog>
  );
}

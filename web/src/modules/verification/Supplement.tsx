import { useState } from 'react';
import type { SayTask } from '../../i18n/field/tasks/words.ts';
import { Group, TextField } from '../../ui/touch/Field.tsx';
import { Icon } from '../../ui/touch/Icon.tsx';
import { Toggle } from '../../ui/touch/Toggle.tsx';
import type { EvidenceType, FindingDraft } from './findingDraft.ts';

const types = ['seen', 'own_statement', 'document', 'photo', 'neighbour', 'call_log', 'other'] as const;

type Props = {
  words: SayTask;
  draft: FindingDraft;
  onChange: (part: Partial<FindingDraft>) => void;
  /** Shown from the start. */
  open: boolean;
};

/** What a finding rests on, the person's own words, a note: folded away, because the usual is set already. */
export function Supplement({ words, draft, onChange, open }: Props) {
  const [opened, setOpened] = useState(open);
  const { evidence, statement, note, finding } = draft;
  const toggle = (type: EvidenceType, on: boolean) =>
    onChange({ evidence: on ? [...evidence, type] : evidence.filter((one) => one !== type) });
  return (
    <section className="supplement">
      {!opened && (
        <button
          type="button"
          className="fold"
          data-testid="supplement"
          aria-expanded={false}
          onClick={() => setOpened(true)}
        >
          <span>
            <b>{words('finding.evidence')}</b>{' '}
            {evidence.map((type) => words(`evidence.${type}`)).join(' · ') || '–'}
            <br />
            {words('finding.more')}
          </span>
          <Icon name="down" size={20} />
        </button>
      )}
      {opened && finding !== 'unreachable' && (
        <Group title={words('finding.evidence')}>
          <div className="evidence" data-testid="evidence">
            {types.map((type) => (
              <Toggle
                key={type}
                name={`evidence-${type}`}
                icon="plus"
                text={words(`evidence.${type}`)}
                on={evidence.includes(type)}
                onChange={(on) => toggle(type, on)}
              />
            ))}
          </div>
        </Group>
      )}
      {opened && (
        <>
          <Toggle
            name="concealed"
            icon="edit"
            text={words('finding.concealed')}
            on={statement !== undefined}
            onChange={(on) => onChange({ statement: on ? '' : undefined })}
          />
          {statement !== undefined && (
            <TextField
              name="statement"
              label={words('finding.statement')}
              placeholder={words('finding.statementHint')}
              value={statement}
              most={1000}
              rows={3}
              onChange={(text) => onChange({ statement: text })}
            />
          )}
          <TextField
            name="finding-note"
            label={words('finding.note')}
            value={note}
            most={500}
            rows={2}
            onChange={(text) => onChange({ note: text })}
          />
        </>
      )}
    </section>
  );
}

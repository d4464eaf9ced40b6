import { wrongData } from '@lianfang/domain/modules/verification/schema.ts';
import type { SayTask } from '../../i18n/field/tasks/words.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Group, PadField, TextField } from '../../ui/touch/Field.tsx';
import { Toggle } from '../../ui/touch/Toggle.tsx';
import type { FindingDraft } from './findingDraft.ts';

type Props = {
  words: SayTask;
  draft: FindingDraft;
  onChange: (part: Partial<FindingDraft>) => void;
  onArea: () => void;
};

const sites = ['site', 'home', 'clinic'] as const;

/** What one finding needs besides its name; nothing for those that need nothing. */
export function FindingDetail({ words, draft, onChange, onArea }: Props) {
  const { finding, place, wrong } = draft;
  if (finding === 'handed_to_observation') {
    return (
      <Group title={words('finding.handedTo')}>
        <div className="tries">
          {sites.map((site) => (
            <Button
              key={site}
              pressed={draft.handedTo === words(`finding.handedTo.${site}`)}
              onPress={() => onChange({ handedTo: words(`finding.handedTo.${site}`) })}
              testId={`handed-${site}`}
            >
              {words(`finding.handedTo.${site}`)}
            </Button>
          ))}
        </div>
        <TextField
          name="handed-to"
          label={words('finding.handedTo')}
          value={draft.handedTo}
          most={100}
          onChange={(handedTo) => onChange({ handedTo })}
        />
      </Group>
    );
  }
  if (finding === 'not_at_address' || finding === 'outside_county') {
    return (
      <Group title={words(finding === 'not_at_address' ? 'finding.moved' : 'finding.right')}>
        <PadField
          name="finding-area"
          label={words('finding.area')}
          value={place.area?.name ?? ''}
          placeholder={words('finding.areaNone')}
          active={false}
          onOpen={onArea}
        />
        <TextField
          name="finding-address"
          label={words('finding.address')}
          value={place.address}
          most={300}
          onChange={(address) => onChange({ place: { ...place, address } })}
        />
      </Group>
    );
  }
  if (finding === 'wrong_data') {
    return (
      <Group title={words('finding.wrong')}>
        <div className="tries">
          {wrongData.map((one) => (
            <Toggle
              key={one}
              name={`wrong-${one}`}
              icon="plus"
              text={words(`wrong.${one}`)}
              on={wrong.includes(one)}
              onChange={(on) =>
                onChange({ wrong: on ? [...wrong, one] : wrong.filter((other) => other !== one) })
              }
            />
          ))}
        </div>
      </Group>
    );
  }
  return null;
}

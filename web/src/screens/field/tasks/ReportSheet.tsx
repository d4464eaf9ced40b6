import { useState } from 'react';
import { useTaskWords } from '../../../i18n/field/tasks/words.ts';
import { useWords } from '../../../i18n/field/words.ts';
import { Banner } from '../../../ui/touch/Banner.tsx';
import { Button } from '../../../ui/touch/Button.tsx';
import { TextField } from '../../../ui/touch/Field.tsx';
import { Sheet } from '../../../ui/touch/Sheet.tsx';

/** What the ledger takes of evidence: so many lines of so many characters. */
const PROOFS = { lines: 20, characters: 200 } as const;

type ReportProps = {
  title: string;
  problem: string | undefined;
  onClose: () => void;
  onSend: (note: string, evidence: string[]) => Promise<void>;
};

/** Says what was done about an order and what proves it: progress, or its end. */
export function ReportSheet({ title, problem, onClose, onSend }: ReportProps) {
  const say = useWords();
  const words = useTaskWords();
  const [note, setNote] = useState('');
  const [evidence, setEvidence] = useState('');
  const [busy, setBusy] = useState(false);
  const proofs = evidence
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const tooMuch = proofs.length > PROOFS.lines || proofs.some((line) => line.length > PROOFS.characters);
  const send = async () => {
    setBusy(true);
    await onSend(note.trim(), proofs);
    setBusy(false);
  };
  return (
    <Sheet title={title} closeLabel={say('cancel')} onClose={onClose} name="report-sheet">
      {problem && <Banner tone="danger">{problem}</Banner>}
      <TextField
        name="report-note"
        label={words('directive.note')}
        value={note}
        most={2000}
        rows={4}
        onChange={setNote}
      />
      <TextField
        name="report-evidence"
        label={words('directive.evidence')}
        value={evidence}
        most={2000}
        rows={2}
        onChange={setEvidence}
      />
      {tooMuch && <Banner tone="warn">{words('directive.evidenceMost', PROOFS)}</Banner>}
      <Button
        wide
        tone="primary"
        icon="sending"
        busy={busy}
        disabled={note.trim() === '' || tooMuch}
        onPress={send}
        testId="report-send"
      >
        {words('directive.send')}
      </Button>
    </Sheet>
  );
}

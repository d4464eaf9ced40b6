import { Envelope } from '@lianfang/domain/kernel/entry.ts';
import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { useWords } from '../../i18n/field/words.ts';
import { newPassphrase, openFile, sealFile } from '../../kernel/crypto/exportFile.ts';
import { type StoreKeys, unseal } from '../../kernel/crypto/seal.ts';
import type { Database } from '../../kernel/outbox/database.ts';
import { adopt } from '../../kernel/outbox/outbox.ts';
import { sealEntry } from '../../kernel/send.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { TextField } from '../../ui/touch/Field.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import type { App } from './app.ts';
import { show, useApp } from './context.ts';

/** Every undelivered entry in one encrypted file. The passphrase is shown once and is nowhere kept. */
export function ExportScreen() {
  const app = useApp();
  const words = useWords();
  const [passphrase] = useState(newPassphrase);
  const [file, setFile] = useState<{ url: string; name: string; count: number }>();

  useEffect(() => {
    let url: string | undefined;
    void (async () => {
      const entries = await undelivered(app);
      const text = await sealFile(passphrase, {
        exportedAt: new Date(Date.now()).toISOString(),
        device: app.device.get()?.device,
        entries,
      });
      url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
      const stamp = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16).replace(/\D/g, '');
      setFile({
        url,
        name: `lianfang-${app.device.get()?.post ?? 'phone'}-${stamp}.lfx`,
        count: entries.length,
      });
    })();
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [app, passphrase]);

  const footer = file && (
    <a className="button tone-primary wide" href={file.url} download={file.name} data-testid="export-save">
      <span>{words('export.save')}</span>
    </a>
  );
  return (
    <Screen
      title={words('export.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="export"
    >
      <p className="lead">{words('export.lead')}</p>
      <div className="passphrase">
        <span>{words('export.passphrase')}</span>
        <output data-testid="passphrase">{passphrase}</output>
      </div>
      <p data-testid="export-count">
        {file ? words('export.saved', { file: file.name, n: file.count }) : words('busy')}
      </p>
    </Screen>
  );
}

/** All that the server has not applied: in memory, pending, waiting and in the tray. */
async function undelivered(app: App): Promise<unknown[]> {
  const [db, keys] = [app.database(), app.keys()];
  const memory = app
    .rescue()
    .entries.map(({ envelope, seq }) => (seq === undefined ? envelope : { ...envelope, seq }));
  if (db === undefined || keys === undefined) return memory;
  const kept = await fromStore(db, keys).catch(() => []);
  return [...memory, ...kept];
}

async function fromStore(db: Database, keys: StoreKeys): Promise<unknown[]> {
  const rows = [
    ...(await db.getAll('outbox')),
    ...(await db.getAll('tray')),
    ...(await db.getAll('pending')),
  ];
  const entries: unknown[] = [];
  for (let start = 0; start < rows.length; start += 200) {
    const page = rows.slice(start, start + 200).map(async (row) => {
      const envelope = await unseal<Envelope>(keys, row.id, row.sealed).catch(() => undefined);
      if (envelope === undefined) return { id: row.id, unreadable: true };
      return 'seq' in row ? { ...envelope, seq: row.seq } : envelope;
    });
    entries.push(...(await Promise.all(page)));
  }
  return entries;
}

const FileContent = z.object({ device: z.optional(z.string()), entries: z.array(z.unknown()) });

/** Reads such a file on this phone: what it does not hold yet is delivered from here. */
export function ImportScreen() {
  const app = useApp();
  const words = useWords();
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const [result, setResult] = useState<{ taken: number; known: number } | 'wrong'>();
  const [busy, setBusy] = useState(false);

  const go = async () => {
    if (file === undefined) return;
    setBusy(true);
    const content = z.safeParse(FileContent, await openFile(passphrase, await file.text()));
    setResult(content.success ? await takeIn(app, content.data) : 'wrong');
    setBusy(false);
    app.changed();
    app.sendNow();
  };
  const footer = (
    <Button
      tone="primary"
      icon="upload"
      busy={busy}
      disabled={file === undefined || passphrase.length < 16}
      onPress={go}
      testId="import-go"
    >
      {words('import.go')}
    </Button>
  );
  return (
    <Screen
      title={words('import.title')}
      back={{ label: words('back'), onPress: () => show('form') }}
      footer={footer}
      name="import"
    >
      <p className="lead">{words('import.lead')}</p>
      {result === 'wrong' && <Banner tone="danger">{words('import.wrong')}</Banner>}
      {result && result !== 'wrong' && (
        <Banner tone="ok" icon="check" name="import-done">
          {words('import.done', { n: result.taken, m: result.known })}
        </Banner>
      )}
      <label className="button wide file-button">
        <span>{file?.name ?? words('import.file')}</span>
        <input type="file" data-testid="import-file" onChange={(event) => setFile(event.target.files?.[0])} />
      </label>
      <TextField
        name="import-passphrase"
        label={words('export.passphrase')}
        value={passphrase}
        most={24}
        autoComplete="off"
        onChange={setPassphrase}
      />
    </Screen>
  );
}

async function takeIn(
  app: App,
  { device, entries }: z.infer<typeof FileContent>,
): Promise<{ taken: number; known: number }> {
  const [db, keys] = [app.database(), app.keys()];
  let [taken, known] = [0, 0];
  if (db === undefined || keys === undefined) return { taken, known };
  for (const entry of entries) {
    const parsed = z.safeParse(Envelope, entry);
    if (!parsed.success) continue;
    const { seq, ...envelope } = parsed.data;
    // The number belongs to the phone that gave it; on another phone the entry gets one of that phone's own.
    const own = device !== undefined && device === app.device.get()?.device ? seq : undefined;
    const here = await db.get('tray', envelope.id);
    const fresh = here === undefined && (await adopt(db, await sealEntry(keys, envelope), { seq: own }));
    if (fresh) taken += 1;
    else known += 1;
  }
  return { taken, known };
}

import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, uploadImports } from '../../../kernel/api.ts';
import { bytes } from '../../../ui/desk/format.ts';
import { useProblemWords } from '../../../ui/desk/States.tsx';

/** Files of registers are dropped here, looked through and sent together to be checked; nothing is taken yet. */
export function UploadArea({ sent }: { sent: (imports: { id: string; name: string }[]) => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const upload = useMutation<Awaited<ReturnType<typeof uploadImports>>, ApiProblem, File[]>({
    mutationFn: uploadImports,
    onSuccess: ({ imports }) => {
      setFiles([]);
      void queries.invalidateQueries({ queryKey: ['import.list'] });
      sent(imports);
    },
  });
  return (
    <>
      <Upload.Dragger
        multiple
        accept=".xlsx,.csv,.txt"
        showUploadList={false}
        disabled={upload.isPending}
        beforeUpload={(file) => {
          setFiles((old) => [...old.filter((one) => one.name !== file.name || one.size !== file.size), file]);
          return Upload.LIST_IGNORE;
        }}
      >
        <p className="ant-upload-drag-icon">
          <InboxOutlined />
        </p>
        <p className="ant-upload-text">{t('upload.drop')}</p>
        <p className="ant-upload-hint">{t('upload.hint')}</p>
      </Upload.Dragger>
      {upload.error ? (
        <Alert type="error" showIcon className="lf-gap-top" title={words(upload.error)} />
      ) : null}
      {files.length === 0 ? null : (
        <div className="lf-files">
          <ul>
            {files.map((file) => (
              <li key={`${file.name}.${file.size}`}>
                <span>{file.name}</span> <small>{bytes(file.size)}</small>
                <Button
                  size="small"
                  type="text"
                  aria-label={t('upload.drop1', { name: file.name })}
                  onClick={() => setFiles((old) => old.filter((one) => one !== file))}
                >
                  ×
                </Button>
              </li>
            ))}
          </ul>
          <Button type="primary" loading={upload.isPending} onClick={() => upload.mutate(files)}>
            {t('upload.check', { n: files.length })}
          </Button>
        </div>
      )}
    </>
  );
}

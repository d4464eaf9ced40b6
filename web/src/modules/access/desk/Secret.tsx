import { Alert, Modal, Typography } from 'antd';
import { toDataURL } from 'qrcode';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A QR of a text, drawn in this browser. */
export function QrPicture({ text, words, size = 200 }: { text: string; words: string; size?: number }) {
  const [picture, setPicture] = useState<string>();
  useEffect(() => {
    let alive = true;
    void toDataURL(text, { margin: 2, width: size * 2, errorCorrectionLevel: 'M' }).then((url) => {
      if (alive) setPicture(url);
    });
    return () => {
      alive = false;
    };
  }, [text, size]);
  return picture === undefined ? (
    <div style={{ width: size, height: size }} />
  ) : (
    <img className="lf-qr" src={picture} alt={words} width={size} height={size} />
  );
}

export type Totp = { secret: string; uri: string };

/** The second factor of an account, shown this once. */
export function TotpDialog({
  totp,
  account,
  close,
}: {
  totp: Totp | undefined;
  account: string;
  close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      open={totp !== undefined}
      title={t('totp.title', { account })}
      onOk={close}
      onCancel={close}
      footer={(_buttons, { OkBtn }) => <OkBtn />}
      okText={t('totp.done')}
      mask={{ closable: false }}
    >
      {totp === undefined ? null : (
        <div className="lf-secret">
          <Alert type="warning" showIcon title={t('totp.once')} />
          <QrPicture text={totp.uri} words={t('totp.qr')} />
          <Typography.Text copyable code>
            {totp.secret}
          </Typography.Text>
        </div>
      )}
    </Modal>
  );
}

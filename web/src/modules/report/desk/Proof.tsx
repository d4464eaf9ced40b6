import { Typography } from 'antd';
import { toDataURL } from 'qrcode';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadResult } from '../../../kernel/api.ts';
import { count } from '../../../ui/desk/format.ts';
import { Facts } from '../../../ui/desk/Page.tsx';

type One = ReadResult<'report.one'>;

/** The address at which anyone can see whether a paper is genuine. */
export function verifyLink(report: string, hash: string | undefined): string {
  return `${location.origin}/verify/?report=${report}${hash === undefined ? '' : `&hash=${hash}`}`;
}

/** What proves the report: where the ledger stood, and once issued the hash, the signature and the way to check them. */
export function Proof({ one }: { one: One }) {
  const { t } = useTranslation();
  const { content, signature, report } = one;
  const link = verifyLink(report.id, signature?.contentHash);
  const [picture, setPicture] = useState<string>();
  useEffect(() => {
    if (signature === undefined) return;
    let alive = true;
    void toDataURL(link, { margin: 1, width: 176, errorCorrectionLevel: 'M' }).then((url) => {
      if (alive) setPicture(url);
    });
    return () => {
      alive = false;
    };
  }, [link, signature]);
  return (
    <>
      <Facts
        of={[
          [t('proof.cutOff'), count(Number(content.cutOff))],
          [
            t('proof.head'),
            <code key="head" className="lf-hash">
              {content.ledgerHead}
            </code>,
          ],
          signature === undefined
            ? undefined
            : [
                t('proof.hash'),
                <code key="hash" className="lf-hash">
                  {signature.contentHash}
                </code>,
              ],
          signature === undefined
            ? undefined
            : [
                t('proof.key'),
                <code key="key" className="lf-hash">
                  {signature.key}
                </code>,
              ],
          signature === undefined
            ? undefined
            : [
                t('proof.signature'),
                <code key="value" className="lf-hash">
                  {signature.value}
                </code>,
              ],
        ]}
      />
      {signature === undefined ? (
        <p className="lf-word-muted">{t('proof.notYet')}</p>
      ) : (
        <div className="lf-proof-link">
          {picture === undefined ? null : <img src={picture} alt={t('proof.qr')} width={132} height={132} />}
          <p>
            <a href={link} target="_blank" rel="noreferrer">
              {t('proof.verify')}
            </a>
            <Typography.Text copyable={{ text: link }} className="lf-word-muted">
              {t('proof.copy')}
            </Typography.Text>
          </p>
        </div>
      )}
    </>
  );
}

import { type Say, say } from '../../i18n/field/words.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { Sheet } from '../../ui/touch/Sheet.tsx';
import type { TurnBackReason } from './draft.ts';

const reasons: readonly TurnBackReason[] = [
  'no_certificate',
  'certificate_expired',
  'from_risk_area',
  'fever',
  'refused_check',
  'road_closed',
  'not_necessary',
  'other',
];

/** Turning someone back always has a reason: no reason, no saving. */
export function ReasonSheet({
  words,
  onChoose,
  onClose,
}: {
  words: Say;
  onChoose: (reason: TurnBackReason) => void;
  onClose: () => void;
}) {
  return (
    <Sheet title={words('reason.title')} closeLabel={words('cancel')} onClose={onClose} name="reasons">
      <div className="reason-grid">
        {reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="button"
            data-testid={`reason-${reason}`}
            onClick={() => onChoose(reason)}
          >
            {words(`reason.${reason as Exclude<TurnBackReason, 'on_paper'>}`)}
          </button>
        ))}
      </div>
    </Sheet>
  );
}

export type Notice = { readonly zh: string; readonly en: string; readonly complaint: string };

type NoticeProps = {
  words: Say;
  notice: Notice | undefined;
  reason: TurnBackReason | undefined;
  onUndo?: (() => void) | undefined;
  onClose: () => void;
};

/**
 * What is shown to the one who was turned back: why, the legal ground and where to complain, in both languages whatever the
 * crew's is.
 */
export function NoticeScreen({ words, notice, reason, onUndo, onClose }: NoticeProps) {
  const footer = (
    <>
      {onUndo && (
        <Button icon="undo" onPress={onUndo} testId="notice-undo">
          {words('saved.undo')}
        </Button>
      )}
      <Button tone="primary" icon="check" onPress={onClose} testId="notice-shown">
        {words('notice.shown')}
      </Button>
    </>
  );
  const why = reason === undefined || reason === 'on_paper' ? undefined : (`reason.${reason}` as const);
  return (
    <Screen title={words('notice.title')} footer={footer} name="notice">
      {why && (
        <p className="notice-reason" lang="zh-CN">
          {say('zh', 'notice.reason')}：<b>{say('zh', why)}</b>
        </p>
      )}
      {notice === undefined ? (
        <p className="notice-text">{words('notice.missing')}</p>
      ) : (
        <>
          <p className="notice-text" lang="zh-CN">
            {notice.zh}
          </p>
          <div className="notice-complaint">
            <span lang="zh-CN">{say('zh', 'notice.complaint')}</span>
            <span lang="en">{say('en', 'notice.complaint')}</span>
            <b>{notice.complaint}</b>
          </div>
          {why && (
            <p className="notice-text second" lang="en">
              {say('en', 'notice.reason')}: <b>{say('en', why)}</b>
            </p>
          )}
          <p className="notice-text second" lang="en">
            {notice.en}
          </p>
        </>
      )}
    </Screen>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Modal, Spin } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import type { Me } from '../../kernel/api.ts';
import { followLedger } from '../../kernel/live.ts';
import { useRead } from '../../kernel/useRead.ts';
import { PasswordForm } from '../../modules/access/desk/PasswordForm.tsx';
import { SignInForm } from '../../modules/access/desk/SignInForm.tsx';
import { SessionGate, useSession } from '../../modules/access/desk/session.tsx';
import { Failed } from '../../ui/desk/States.tsx';
import { useKept } from '../../ui/desk/useKept.ts';
import { ExerciseBanner } from './ExerciseBanner.tsx';
import { LanguageSwitch } from './Switches.tsx';

type County = Pick<Me, 'countyName' | 'exercise'>;
const KEPT = 'lianfang.desk.county';

function Door({ county: said, children }: { county?: County | undefined; children: React.ReactNode }) {
  const { t } = useTranslation();
  // This browser may know from the last time, when the server cannot be asked.
  const [kept] = useKept<County | null>(KEPT, null);
  const { data } = useRead('access.county', {});
  const county = said ?? data ?? kept ?? undefined;
  return (
    <div className="lf-door">
      {county?.exercise ? <ExerciseBanner /> : null}
      <div className="lf-door-bar">
        <a href="/">{t('signin.back')}</a>
        <LanguageSwitch />
      </div>
      <main className="lf-door-card">
        <p className="lf-brand">
          <span className="lf-seal" aria-hidden="true">
            联防
          </span>
          <span>
            <strong>{t('shell.product')}</strong>
            <small>{county?.countyName ?? t('shell.tagline')}</small>
          </span>
        </p>
        {children}
      </main>
      <div className="lf-door-foot">
        <p>{t('signin.foot')}</p>
        {data?.supportPhone === undefined ? null : (
          <p>
            {t('signin.support')} <a href={`tel:${data.supportPhone}`}>{data.supportPhone}</a>
          </p>
        )}
        {data?.recordNo === undefined ? null : (
          <p>
            <a href="https://beian.miit.gov.cn/" rel="noreferrer" target="_blank">
              {data.recordNo}
            </a>
          </p>
        )}
      </div>
    </div>
  );
}

/** What stands in front of the desk for one who is signed in: a password to change, a session to renew. */
function Signed() {
  const { t } = useTranslation();
  const session = useSession();
  const queries = useQueryClient();
  useEffect(() => followLedger(queries), [queries]);
  const { me } = session;
  const [, keep] = useKept<County | null>(KEPT, null);
  useEffect(
    () => keep({ countyName: me.countyName, exercise: me.exercise }),
    [keep, me.countyName, me.exercise],
  );
  if (me.mustChangePassword) {
    return (
      <Door county={me}>
        <h1>{t('password.must')}</h1>
        <p className="lf-about">{t('password.mustWords')}</p>
        <PasswordForm done={() => session.renew({ ...me, mustChangePassword: false })} />
      </Door>
    );
  }
  return (
    <>
      <Outlet />
      <Modal
        open={session.expired}
        title={t('signin.expired')}
        footer={null}
        closable={false}
        keyboard={false}
        width={400}
        zIndex={3000}
      >
        <p className="lf-about">{t('signin.expiredWords')}</p>
        <SignInForm account={me.account?.name} entered={session.renew} />
      </Modal>
    </>
  );
}

/** Through the sign-in to the desk. */
export function Entrance() {
  const { t } = useTranslation();
  return (
    <SessionGate
      waiting={
        <div className="lf-waiting">
          <Spin size="large" aria-label={t('state.loading')} />
        </div>
      }
      failed={(problem, again) => (
        <Door>
          <Failed problem={problem} again={again} />
        </Door>
      )}
      signIn={(enter, county) => (
        <Door county={county}>
          <h1>{t('signin.title')}</h1>
          <SignInForm entered={enter} />
        </Door>
      )}
    >
      <Signed />
    </SessionGate>
  );
}

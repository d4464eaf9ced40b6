import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Drawer, Dropdown, Modal } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation, useNavigate, useNavigation } from 'react-router';
import { PasswordForm } from '../../modules/access/desk/PasswordForm.tsx';
import { useSession } from '../../modules/access/desk/session.tsx';
import { Bell } from '../../modules/notify/desk/Bell.tsx';
import { dateTime } from '../../ui/desk/format.ts';
import { useProblemWords } from '../../ui/desk/States.tsx';
import { ExerciseBanner } from './ExerciseBanner.tsx';
import { placesFor } from './menu.ts';
import { LanguageSwitch, LightSwitch } from './Switches.tsx';

function Menu() {
  const { t } = useTranslation();
  const session = useSession();
  const canWatch = session.has(['checkpoint_lead', 'data_desk', 'signer', 'commander']);
  return (
    <nav className="lf-menu" aria-label={t('shell.menu')}>
      {placesFor(session).map(([group, list]) => (
        <div key={group}>
          <p>{t(`menu.${group}`)}</p>
          <ul>
            {list.map((place) => (
              <li key={place.path}>
                <NavLink to={place.path}>{t(`menu.${place.key}`)}</NavLink>
              </li>
            ))}
            {group === 'watch' && canWatch ? (
              <li>
                <NavLink to="/screen" target="_blank">
                  {t('menu.screen')} <span aria-hidden="true">↗</span>
                  <span className="lf-hidden">{t('shell.newWindow')}</span>
                </NavLink>
              </li>
            ) : null}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Person() {
  const { t } = useTranslation();
  const session = useSession();
  const { message } = App.useApp();
  const words = useProblemWords();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  const { account, lastLogin, grants } = session.me;
  const leave = useMutation({
    mutationFn: session.leave,
    onError: (problem) => void message.error(words(problem)),
  });
  const roles = [...new Set(grants.map((grant) => t(`role.${grant.role}`)))].join(t('common.listComma'));
  const last =
    lastLogin === undefined
      ? t('shell.firstLogin')
      : t(lastLogin.from === undefined ? 'shell.lastLogin' : 'shell.lastLoginFrom', {
          at: dateTime(lastLogin.at),
          from: lastLogin.from,
        });
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', type: 'group', label: `${account?.display ?? ''} · ${roles}` },
            { key: 'last', type: 'group', label: last },
            { type: 'divider' },
            { key: 'password', label: t('password.change'), onClick: () => setChanging(true) },
            { key: 'sessions', label: t('menu.sessions'), onClick: () => void navigate('/sessions') },
            { type: 'divider' },
            {
              key: 'leave',
              icon: <LogoutOutlined />,
              label: t('shell.signOut'),
              onClick: () => leave.mutate(),
            },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} className="lf-person">
          <span>{account?.display}</span>
        </Button>
      </Dropdown>
      <Modal
        open={changing}
        title={t('password.change')}
        footer={null}
        onCancel={() => setChanging(false)}
        destroyOnHidden
      >
        <PasswordForm done={() => setChanging(false)} />
      </Modal>
    </>
  );
}

/** The frame of every page of the desk: banner, head, menu, content. */
export function Shell() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const moving = useNavigation().state === 'loading';
  const last = me.lastLogin;
  // biome-ignore lint/correctness/useExhaustiveDependencies: going elsewhere closes the menu
  useEffect(() => setOpen(false), [pathname]);
  const place = t(`menu.${pathname.split('/')[1] || 'overview'}`);
  useEffect(() => {
    document.title = `${place} · ${me.countyName} · ${t('shell.product')}`;
  }, [place, me.countyName, t]);
  return (
    <div className="lf-shell">
      <button
        type="button"
        className="lf-skip"
        onClick={() => document.getElementById('lf-content')?.focus()}
      >
        {t('shell.skip')}
      </button>
      {me.exercise ? <ExerciseBanner /> : null}
      <header className="lf-head">
        <Button
          type="text"
          className="lf-only-narrow"
          icon={<MenuOutlined />}
          aria-label={t('shell.menu')}
          onClick={() => setOpen(true)}
        />
        <span className="lf-brand">
          <span className="lf-seal" aria-hidden="true">
            联防
          </span>
          <span>
            <strong>{t('shell.title', { county: me.countyName })}</strong>
            <small className="lf-only-wide">
              {last === undefined ? t('shell.firstLogin') : t('shell.lastLogin', { at: dateTime(last.at) })}
            </small>
          </span>
        </span>
        <span className="lf-head-right">
          <Bell />
          <LightSwitch />
          <LanguageSwitch />
          <Person />
        </span>
      </header>
      <aside className="lf-side">
        <Menu />
      </aside>
      <Drawer
        placement="left"
        size={264}
        open={open}
        onClose={() => setOpen(false)}
        title={t('shell.menu')}
        styles={{ body: { padding: 8 } }}
      >
        <Menu />
      </Drawer>
      <main className="lf-main" id="lf-content" tabIndex={-1} aria-busy={moving}>
        {moving ? <div className="lf-moving" aria-hidden="true" /> : null}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}

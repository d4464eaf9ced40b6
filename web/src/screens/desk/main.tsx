import { StyleProvider } from '@ant-design/cssinjs';
import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { languageOf, startWords } from '../../i18n/desk/i18n.ts';
import { noticeTouches } from '../../kernel/attended.ts';
import { makeQueryClient } from '../../kernel/useRead.ts';
import '../../ui/desk/desk.css';
import '../../ui/desk/work.css';
import { themeFor } from '../../ui/desk/theme.ts';
import { useLight } from '../../ui/desk/useLight.ts';
import { router } from './routes.tsx';

const queries = makeQueryClient();

function Desk() {
  const { i18n } = useTranslation();
  const [light] = useLight();
  const language = languageOf(i18n.language);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  useEffect(() => {
    document.documentElement.dataset.light = light;
  }, [light]);
  return (
    // Browsers of domestic desktops know no :where(); see docs.
    <StyleProvider hashPriority="high">
      <ConfigProvider
        locale={language === 'zh' ? zh : en}
        theme={themeFor(light, still)}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <App className="lf-app">
          {/* What someone chooses is shown at once, not when there is time. */}
          <RouterProvider router={router} useTransitions={false} />
        </App>
      </ConfigProvider>
    </StyleProvider>
  );
}

noticeTouches();
void startWords().then(() => {
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Desk />
      </QueryClientProvider>
    </StrictMode>,
  );
});

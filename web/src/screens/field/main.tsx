import { createRoot } from 'react-dom/client';
import '../../ui/touch/touch.css';
import '../../modules/checkpoint/checkpoint.css';
import './field.css';
import { language, setLanguage } from '../../i18n/field/words.ts';
import { createApp } from './app.ts';
import { AppContext, changeSettings } from './context.ts';
import { Root } from './Root.tsx';
import { registerWorker } from './worker.ts';

const app = createApp();
changeSettings({});
setLanguage(language.get());
createRoot(document.getElementById('root') as HTMLElement).render(
  <AppContext value={app}>
    <Root />
  </AppContext>,
);
void app.start();
app.listen();
registerWorker();

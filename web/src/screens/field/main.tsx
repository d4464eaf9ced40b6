import { createRoot } from 'react-dom/client';
import '../../ui/touch/touch.css';
import '../../modules/checkpoint/checkpoint.css';
import './field.css';
import { language, say, setLanguage } from '../../i18n/field/words.ts';
import { createApp } from './app.ts';
import { AppContext, changeSettings } from './context.ts';
import { Root } from './Root.tsx';
import { registerWorker } from './worker.ts';

const app = createApp();
changeSettings({});
setLanguage(language.get());
createRoot(document.getElementById('root') as HTMLElement, { onUncaughtError: sayBroken }).render(
  <AppContext value={app}>
    <Root />
  </AppContext>,
);
void app.start();
app.listen();
registerWorker();

/** A fault in a screen must not leave an empty one: what was saved is on the disk, and loading anew shows it. */
function sayBroken(): void {
  const words = (word: 'app.broken' | 'retry') => say(language.get(), word);
  const [text, button] = [document.createElement('p'), document.createElement('button')];
  text.textContent = words('app.broken');
  button.textContent = words('retry');
  button.className = 'button tone-primary';
  button.onclick = () => location.reload();
  const box = document.createElement('main');
  box.className = 'opening';
  box.append(text, button);
  document.body.append(box);
}

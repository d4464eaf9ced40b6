import { useWords } from '../../i18n/field/words.ts';
import { shiftWord } from '../../modules/checkpoint/shiftWord.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { show, useApp, useValue } from './context.ts';
import { updateReady } from './worker.ts';

/** Which post, which shift, who; lock and menu. */
export function HeadLine() {
  const app = useApp();
  const words = useWords();
  const field = useValue(app.field);
  const shift = useValue(app.shift);
  const person = useValue(app.person);
  const update = useValue(updateReady);
  return (
    <header className="head-line">
      <div className="where">
        <h1>{field?.post.name ?? shift?.post ?? words('app')}</h1>
        <p>
          {field?.exercise && <b className="exercise">{words('exercise')}</b>}
          {[shiftWord(words, shift?.label), person?.name].filter(Boolean).join(' · ')}
        </p>
      </div>
      <Button icon="lock" tone="quiet" label={words('lock.now')} onPress={app.lock} testId="lock" />
      <span className={update ? 'dot' : ''}>
        <Button
          icon="menu"
          tone="quiet"
          label={words('menu.title')}
          onPress={() => show('menu')}
          testId="menu"
        />
      </span>
    </header>
  );
}

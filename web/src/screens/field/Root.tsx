import { lazy, Suspense, useEffect } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';
import { useApp, useValue, view } from './context.ts';
import { EnrolScreen } from './EnrolScreen.tsx';
import { FormScreen } from './FormScreen.tsx';
import { JoinScreen } from './JoinScreen.tsx';
import { LanguageButton } from './LanguageButton.tsx';
import { LockScreen } from './LockScreen.tsx';
import { Overlay } from './Overlay.tsx';
import { ShiftOpenScreen } from './ShiftOpenScreen.tsx';

const TasksRoot = lazy(() => import('./tasks/TasksRoot.tsx'));

/** The screen that the state of the phone asks for. */
export function Root() {
  const app = useApp();
  const stage = useValue(app.stage);
  // A locked phone shows nothing of what lay open on it.
  useEffect(() => {
    if (stage !== 'locked') return;
    view.set('form');
    history.replaceState(null, '');
  }, [stage]);
  if (stage === 'opening') return <Opening />;
  if (stage === 'store_failed') return <StoreFailed />;
  if (stage === 'enrol') return <EnrolScreen />;
  if (stage === 'join') return <JoinScreen />;
  if (stage === 'locked') return <LockScreen />;
  return (
    <>
      {stage === 'shift' && <ShiftOpenScreen />}
      {stage === 'form' && <FormScreen />}
      {stage === 'tasks' && (
        <Suspense fallback={<Opening />}>
          <TasksRoot />
        </Suspense>
      )}
      <Overlay />
    </>
  );
}

function Opening() {
  const words = useWords();
  return (
    <main className="opening">
      <img src="/field/icon.svg" alt="" width="72" height="72" />
      <h1>{words('app')}</h1>
      <p>{words('loading')}</p>
    </main>
  );
}

/** The browser gives no storage: said in red, with a way to go on for now. */
function StoreFailed() {
  const app = useApp();
  const words = useWords();
  const footer = (
    <>
      <Button tone="primary" onPress={() => location.reload()}>
        {words('retry')}
      </Button>
      <Button icon="warn" onPress={() => void app.emergency()} testId="emergency">
        {words('storage.emergency')}
      </Button>
    </>
  );
  return (
    <Screen
      title={words('storage.openFailed')}
      tone="danger"
      footer={footer}
      aside={<LanguageButton />}
      name="store-failed"
    >
      <p className="notice-text">{words('storage.openFailedLead')}</p>
    </Screen>
  );
}

import { lazy, Suspense, useState } from 'react';
import { useWords } from '../../i18n/field/words.ts';
import { blankDraft } from '../../modules/checkpoint/draft.ts';
import { fillIn, readTraveller } from '../../modules/checkpoint/traveller.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { CloseScreen } from './CloseScreen.tsx';
import { play, show, useApp, useValue, view } from './context.ts';
import { DeliveryScreen } from './DeliveryScreen.tsx';
import { ExportScreen, ImportScreen } from './ExportScreen.tsx';
import { FeverScreen } from './FeverScreen.tsx';
import { MenuSheet } from './MenuSheet.tsx';
import { PlacePicker } from './PlacePicker.tsx';
import { RecordsScreen } from './RecordsScreen.tsx';
import { RecoveryScreen } from './RecoveryScreen.tsx';
import { TrayScreen } from './TrayScreen.tsx';

const TasksRoot = lazy(() => import('./tasks/TasksRoot.tsx'));
const Scanner = lazy(() => import('./Scanner.tsx'));

/** What lies over the form, if anything. */
export function Overlay() {
  const now = useValue(view);
  const words = useWords();
  if (now === 'form') return null;
  if (now === 'menu') return <MenuSheet />;
  return (
    <div className="overlay">
      {now === 'records' && <RecordsScreen />}
      {now === 'fevers' && <FeverScreen />}
      {now === 'delivery' && <DeliveryScreen />}
      {now === 'tray' && <TrayScreen />}
      {now === 'export' && <ExportScreen />}
      {now === 'import' && <ImportScreen />}
      {now === 'close' && <CloseScreen />}
      {now === 'place-from' && <PlacePicker which="from" />}
      {now === 'place-to' && <PlacePicker which="to" />}
      {now === 'recovery' && <RecoveryScreen />}
      {now === 'scan' && <TravellerScan />}
      {now === 'tasks' && (
        <Suspense fallback={<p className="lead">{words('busy')}</p>}>
          <TasksRoot overlay />
        </Suspense>
      )}
    </div>
  );
}

/** Fills the form from the code of a traveller who registered beforehand. */
function TravellerScan() {
  const app = useApp();
  const words = useWords();
  const [wrong, setWrong] = useState(false);
  return (
    <Suspense fallback={<p className="lead">{words('busy')}</p>}>
      <Scanner
        title={words('scan.title')}
        onClose={() => show('form')}
        onText={(text) => {
          const traveller = readTraveller(text);
          setWrong(traveller === undefined);
          if (traveller === undefined) return false;
          app.draft.set(fillIn(app.draft.get() ?? blankDraft(''), traveller));
          play('saved');
          show('form');
          return true;
        }}
      >
        {wrong && (
          <Banner tone="warn" name="scan-wrong">
            {words('scan.notOurs')}
          </Banner>
        )}
      </Scanner>
    </Suspense>
  );
}

import { language, setLanguage, useWords } from '../../i18n/field/words.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { Sheet } from '../../ui/touch/Sheet.tsx';
import { changeSettings, settings, show, useApp, useValue } from './context.ts';
import { keepDraft } from './drafts.ts';
import { takeUpdate, updateReady } from './worker.ts';

/** Everything that is not needed at each vehicle. */
export function MenuSheet() {
  const app = useApp();
  const words = useWords();
  const { theme, sound } = useValue(settings);
  const update = useValue(updateReady);
  const shift = useValue(app.shift);
  const fevers = useValue(app.fevers);
  const tasks = useValue(app.tasks);
  const onShift = shift !== undefined && app.stage.get() === 'form';
  return (
    <Sheet
      title={words('menu.title')}
      closeLabel={words('close')}
      onClose={() => show('form')}
      name="menu-sheet"
    >
      {update && (
        <Button
          wide
          tone="info"
          icon="download"
          onPress={() => void takeUpdate(() => keepDraft(app, app.draft.get()))}
          testId="update"
        >
          {words('menu.update')}
        </Button>
      )}
      {tasks !== undefined && app.stage.get() !== 'tasks' && (
        <Button wide icon="list" tone="info" onPress={() => show('tasks')} testId="menu-tasks">
          {words('menu.tasks')}
        </Button>
      )}
      {onShift && (
        <div className="menu-grid">
          <Button icon="list" onPress={() => show('records')} testId="menu-records">
            {words('menu.records')}
          </Button>
          <Button icon="thermometer" onPress={() => show('fevers')} testId="menu-fevers">
            {words('menu.fevers')} {fevers.length > 0 ? fevers.length : ''}
          </Button>
        </div>
      )}
      <div className="menu-grid">
        <Button icon="cloud" onPress={() => show('delivery')} testId="menu-delivery">
          {words('delivery.title')}
        </Button>
        <Button icon="people" onPress={app.lock} testId="menu-switch">
          {words('lock.switch')}
        </Button>
        <Button
          icon={theme === 'night' ? 'sun' : 'moon'}
          onPress={() => changeSettings({ theme: theme === 'night' ? 'sun' : 'night' })}
          testId="menu-theme"
        >
          {words(theme === 'night' ? 'themeSun' : 'themeNight')}
        </Button>
        <Button icon="sound" pressed={sound} onPress={() => changeSettings({ sound: !sound })}>
          {words('menu.sound')} {words(sound ? 'menu.on' : 'menu.off')}
        </Button>
        <Button
          icon="globe"
          onPress={() => setLanguage(language.get() === 'zh' ? 'en' : 'zh')}
          testId="menu-language"
        >
          {words('language')}
        </Button>
        <Button icon="shield" onPress={() => show('recovery')} testId="menu-recovery">
          {words('recovery.title')}
        </Button>
        {onShift && (
          <Button icon="next" tone="warn" onPress={() => show('close')} testId="menu-close-shift">
            {words('shift.close')}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

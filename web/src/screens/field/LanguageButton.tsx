import { language, setLanguage, useWords } from '../../i18n/field/words.ts';
import { Button } from '../../ui/touch/Button.tsx';
import { changeSettings, settings, useValue } from './context.ts';

/** The other language, always one tap away; and the other theme beside it. */
export function LanguageButton() {
  const words = useWords();
  const { theme } = useValue(settings);
  const other = theme === 'night' ? 'sun' : 'night';
  return (
    <div className="corner">
      <Button
        tone="quiet"
        icon={other === 'sun' ? 'sun' : 'moon'}
        label={words(other === 'sun' ? 'themeSun' : 'themeNight')}
        onPress={() => changeSettings({ theme: other })}
        testId="theme"
      />
      <Button
        tone="quiet"
        onPress={() => setLanguage(language.get() === 'zh' ? 'en' : 'zh')}
        testId="language"
      >
        {words('language')}
      </Button>
    </div>
  );
}

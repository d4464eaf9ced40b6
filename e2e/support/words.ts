import i18next from 'i18next';
import { zh } from '../../web/src/i18n/desk/zh/zh.ts';

// The desk's own words, so that a test clicks what stands on the screen and a better word breaks no test.

const words = i18next.createInstance();
void words.init({
  lng: 'zh',
  fallbackLng: false,
  initAsync: false,
  resources: { zh: { translation: zh } },
  interpolation: { escapeValue: false },
});

/** What stands on the desk's screen in Chinese under this key. Throws for a key that the desk does not know. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  if (!words.exists(key)) throw new Error(`the desk has no words for ${key}`);
  return words.t(key, values);
}

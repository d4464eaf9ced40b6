import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/en.ts';
import { zh } from './zh/zh.ts';

export type Language = 'zh' | 'en';
const KEPT = 'lianfang.desk.language';

function kept(): Language {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

/** The desk's words: Chinese first, English whole. Nothing falls back from one language to the other. */
export const i18n = i18next.createInstance();

export async function startWords(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: kept(),
    fallbackLng: false,
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<typeof i18n.init>[0]);
  document.documentElement.lang = kept() === 'zh' ? 'zh-CN' : 'en';
}

export function speak(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // The choice lasts as long as the page.
  }
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18n.changeLanguage(language);
}

/** The language of the screen, of the two that there are. */
export function languageOf(tag: string): Language {
  return tag.startsWith('zh') ? 'zh' : 'en';
}

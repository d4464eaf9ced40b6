import { reasonWords } from '@lianfang/domain/kernel/problemWords.ts';
import { checkpointWords } from '@lianfang/domain/modules/checkpoint/words.ts';
import { observable, useValue } from '../../kernel/connectivity/observable.ts';
import { en } from './en.ts';
import { type Word, zh } from './zh.ts';

// A dictionary of our own: two flat tables checked by the compiler and forty lines, where a library would cost a
// tenth of the first load.

export type Language = 'zh' | 'en';
export type { Word };

const KEEPSAKE = 'lianfang.language';
const tables: Record<Language, Record<Word, string>> = { zh, en };

export const language = observable<Language>(kept());

export function setLanguage(next: Language): void {
  language.set(next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem(KEEPSAKE, next);
  } catch {
    // Then it is asked again next time.
  }
}

function kept(): Language {
  try {
    return localStorage.getItem(KEEPSAKE) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

export type Say = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

/** A text in a language; `{name}` is replaced by the value of that name. */
export function say(
  tongue: Language,
  word: Word,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return tables[tongue][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The words of the language that is chosen now. */
export function useWords(): Say {
  return sayers[useValue(language)];
}

// One function a language, always the same, so that what is given it is not drawn anew without need.
const sayers: Record<Language, Say> = {
  zh: (word, values) => say('zh', word, values),
  en: (word, values) => say('en', word, values),
};

/** Words for refusals of parts that are loaded later: they stand in the tray of every phone that has such a part. */
let learned: Readonly<Record<string, { zh: string; en: string }>> = {};

export function learnWords(words: typeof learned): void {
  learned = { ...learned, ...words };
}

/** The words for a server's code under a prefix (`refused.`, `fail.`); codes without words are shown as they are. */
export function wordsFor(words: Say, prefix: 'refused' | 'fail', code: string): string {
  // A refusal may name the fields that it is about after a colon.
  const name = code.split(':')[0] as string;
  const word = `${prefix}.${name}`;
  if (word in zh) return words(word as Word);
  const told =
    prefix === 'refused' ? (reasonWords[name] ?? checkpointWords[name] ?? learned[name]) : undefined;
  return told?.[language.get()] ?? words(`${prefix}.other`, { code });
}

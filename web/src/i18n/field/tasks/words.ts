import { useValue } from '../../../kernel/connectivity/observable.ts';
import { type Language, language } from '../words.ts';
import { en } from './en.ts';
import { type TaskWord, zh } from './zh.ts';

// A dictionary of its own, so that a phone that has no tasks does not load it.

export type { TaskWord };
export type SayTask = (word: TaskWord, values?: Readonly<Record<string, string | number>>) => string;

const tables: Record<Language, Record<TaskWord, string>> = { zh, en };
const sayer =
  (tongue: Language): SayTask =>
  (word, values = {}) =>
    tables[tongue][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
const sayers: Record<Language, SayTask> = { zh: sayer('zh'), en: sayer('en') };

/** The words of “my tasks” in the language that is chosen now. */
export function useTaskWords(): SayTask {
  return sayers[useValue(language)];
}

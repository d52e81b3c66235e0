import { en } from './en.ts';
import { type Texts, zh } from './zh.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const TEXTS: Record<Language, Texts> = { zh, en };

/** All texts of the page in one language. */
export const textsIn = (language: Language): Texts => TEXTS[language];

/**
 * The language to start with: what the reader chose before, else the first of the browser's
 * languages that we speak, else Chinese.
 */
export function chooseLanguage(remembered: string | null, preferred: readonly string[]): Language {
  const isOurs = (tag: string): tag is Language => LANGUAGES.some((language) => language === tag);
  if (remembered !== null && isOurs(remembered)) return remembered;
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0] ?? '';
    if (isOurs(primary)) return primary;
  }
  return 'zh';
}

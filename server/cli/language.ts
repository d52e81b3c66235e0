import type { Language } from './command.ts';

/**
 * The language of messages: Chinese where the locale says so (`zh_CN.UTF-8`), else English. POSIX
 * order of precedence: LC_ALL, LC_MESSAGES, LANG; an empty value counts as unset.
 */
export function languageOfLocale(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find(
    (value) => value !== undefined && value !== '',
  );
  return locale !== undefined && /^zh/i.test(locale) ? 'zh' : 'en';
}

export const isLanguage = (value: string): value is Language => value === 'zh' || value === 'en';

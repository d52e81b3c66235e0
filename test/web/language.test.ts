import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseLanguage, textsIn } from '../../web/i18n/language.ts';

describe('chooseLanguage', () => {
  it('takes what the reader chose before anything else', () => {
    expect(chooseLanguage('en', ['zh-CN'])).toBe('en');
  });
  it('ignores a remembered language that we do not have', () => {
    expect(chooseLanguage('tlh', ['en-GB'])).toBe('en');
  });
  it('takes the first of the browser’s languages that we speak', () => {
    expect(chooseLanguage(null, ['fr-FR', 'en-US', 'zh-CN'])).toBe('en');
    expect(chooseLanguage(null, ['ZH-Hant-TW', 'en'])).toBe('zh');
  });
  it('is Chinese otherwise', () => {
    expect(chooseLanguage(null, ['fr', 'de'])).toBe('zh');
    expect(chooseLanguage(null, [])).toBe('zh');
  });
});

describe('the texts', () => {
  const leaves = (value: unknown, path = ''): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
      : [[path, value]];

  it('call each policy that comes with Sizhi as its own file does', () => {
    const folder = new URL('../../data/policies/', import.meta.url);
    const policies = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
    for (const language of ['zh', 'en'] as const) {
      const names = policies.map(({ id, name }) => [id, name[language]]);
      expect(textsIn(language).policyName).toEqual(Object.fromEntries(names));
    }
  });

  it('are all there and none is empty', () => {
    for (const language of ['zh', 'en'] as const) {
      for (const [path, text] of leaves(textsIn(language))) {
        expect(text, `${language}${path}`).not.toBe('');
      }
    }
  });
  it('are Chinese in Chinese and have no Chinese in English', () => {
    const han = /\p{Script=Han}/u;
    for (const [path, text] of leaves(textsIn('en'))) {
      if (typeof text === 'string') expect(han.test(text), `en${path}: ${text}`).toBe(false);
    }
    const exceptions = new Set(['.htmlLang']);
    for (const [path, text] of leaves(textsIn('zh'))) {
      if (typeof text !== 'string' || exceptions.has(path)) continue;
      expect(han.test(text), `zh${path}: ${text}`).toBe(true);
    }
  });
  it('put English counts into the right number', () => {
    expect(textsIn('en').count(1)).toBe('1 finding');
    expect(textsIn('en').count(2)).toBe('2 findings');
  });
});

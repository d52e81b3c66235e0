import { lengthText } from '../../coverage/format-figures.ts';
import type { Message } from '../../coverage/types.ts';
import { countText } from '../../rules/rule-text.ts';

/** “2.1 千米”, “850 米”. */
export function distanceText(metres: number): Message {
  if (metres < 1000) return lengthText(Math.round(metres));
  const kilometres = (metres / 1000).toFixed(metres < 10_000 ? 1 : 0);
  return { zh: `${kilometres} 千米`, en: `${kilometres} km` };
}

/** Households, halves kept, with the mark of an estimate. */
export const householdText = (households: number, estimated: boolean): string =>
  `${countText(Math.round(households * 2) / 2)}${estimated ? '*' : ''}`;

/** “1,500–3,000”; of a band without an end, how far it goes. */
export function bandText({ min, max }: { min: number; max: number }): Message {
  const [least, most] = [householdText(min, false), householdText(max, false)];
  if (!Number.isFinite(max)) return { zh: `${least} 以上`, en: `at least ${least}` };
  return min > 0
    ? { zh: `${least}–${most}`, en: `${least}–${most}` }
    : { zh: `${most} 以下`, en: `at most ${most}` };
}

/** Several sentences: Chinese ones stand together, English ones are parted by a space. */
export const joinSentences = (sentences: readonly Message[]): Message => ({
  zh: sentences.map(({ zh }) => zh).join(''),
  en: sentences.map(({ en }) => en).join(' '),
});

/** “A、B、C”, “A, B and C”. */
export function listWords(words: readonly Message[]): Message {
  const english = words.map(({ en }) => en);
  const last = english.at(-1) ?? '';
  return {
    zh: words.map(({ zh }) => zh).join('、'),
    en: english.length > 1 ? `${english.slice(0, -1).join(', ')} and ${last}` : last,
  };
}

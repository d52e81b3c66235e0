import type { Language } from './language.ts';

/** A format costs more to make than a hundred figures to write. */
const FORMATS = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${language} ${maximumFractionDigits}`;
  let format = FORMATS.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { maximumFractionDigits });
    FORMATS.set(key, format);
  }
  return format;
}

/** `1,234`, with the grouping of the language. */
export const formatCount = (value: number, language: Language): string =>
  formatOf(language, 0).format(value);

/** Digits that keep about three significant figures without noise on large numbers. */
function formatFigure(value: number, language: Language): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return formatOf(language, digits).format(value);
}

/**
 * An area for people: square metres below one square kilometre, square kilometres from there on.
 * Intl has no unit for areas, so the unit is ours.
 */
export function formatArea(squareMetres: number, language: Language): string {
  const large = Math.abs(squareMetres) >= 1_000_000;
  const figure = formatFigure(large ? squareMetres / 1e6 : squareMetres, language);
  const unit = language === 'zh' ? (large ? '平方公里' : '平方米') : large ? 'km²' : 'm²';
  return `${figure} ${unit}`;
}

/** A length for people: metres, or kilometres from one on. */
export function formatLength(metres: number, language: Language): string {
  const large = Math.abs(metres) >= 1000;
  const figure = formatFigure(large ? metres / 1000 : metres, language);
  const unit = language === 'zh' ? (large ? '公里' : '米') : large ? 'km' : 'm';
  return `${figure} ${unit}`;
}

/** `文昌社区、良渚社区` or `Wenchang, Liangzhu and Renhe`. */
export const formatList = (names: readonly string[], language: Language): string =>
  language === 'zh'
    ? names.join('、')
    : new Intl.ListFormat('en', { type: 'conjunction' }).format(names);

/** A share of 0 to 1: `42%`. */
export const formatPercent = (share: number, language: Language): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** A moment near enough for a list: `11月22日 21:40`. */
export const formatMoment = (iso: string, language: Language): string =>
  new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** What stands between a heading and what it heads, in a line of text. */
export const colon = (language: Language): string => (language === 'zh' ? '：' : ': ');

/** A word with another one in brackets behind it: `选择（V）`, `Select (V)`. */
export const bracketed = (word: string, inside: string, language: Language): string =>
  language === 'zh' ? `${word}（${inside}）` : `${word} (${inside})`;

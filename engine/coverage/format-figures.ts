import type { Message } from './types.ts';

/** Figures in messages: the same digits in both languages, the unit in the reader's. */

const grouped = (value: number, digits: number): string => {
  const [whole = '0', fraction] = value.toFixed(digits).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
};

/** Enough digits to tell a hairline from a block, and no more. */
function significant(value: number): string {
  if (value >= 100) return grouped(value, 0);
  if (value >= 1) return grouped(value, 1).replace(/\.0$/, '');
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}

export const areaText = (squareMetres: number): Message => ({
  zh: `${significant(squareMetres)} 平方米`,
  en: `${significant(squareMetres)} m²`,
});

export const lengthText = (metres: number): Message => ({
  zh: `${significant(metres)} 米`,
  en: `${significant(metres)} m`,
});

/** “A”, “A and B”, “A, B and 3 others”; in Chinese with “、” and “等”. */
export function listText(names: readonly Message[], most = 4): Message {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  const quoted = shown.map(({ zh }) => `“${zh}”`);
  const english = shown.map(({ en }) => en);
  const zh = quoted.join('、') + (rest > 0 ? `等 ${names.length} 个` : '');
  if (rest > 0)
    return { zh, en: `${english.join(', ')} and ${rest} ${rest === 1 ? 'other' : 'others'}` };
  const last = english.at(-1) ?? '';
  return { zh, en: shown.length > 1 ? `${english.slice(0, -1).join(', ')} and ${last}` : last };
}

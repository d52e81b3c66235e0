import { areaText, lengthText } from '#engine/coverage/format-figures.ts';
import type { Finding, Message, Position } from '#engine/coverage/types.ts';

/** An area as a summary shows it: square kilometres where square metres have too many digits. */
export function largeAreaText(squareMetres: number): Message {
  if (squareMetres < 1e6) return areaText(squareMetres);
  const squareKilometres = squareMetres / 1e6;
  const digits = squareKilometres >= 1000 ? 0 : 2;
  const text = groupedText(squareKilometres, digits);
  return { zh: `${text} 平方公里`, en: `${text} km²` };
}

/** Thousands separated by commas, as both languages write them in tables. */
export function groupedText(value: number, digits = 0): string {
  const [whole = '0', fraction] = value.toFixed(digits).split('.');
  const separated = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** `74.8712345, 26.5812345`: seven decimals are a centimetre. */
export const placeText = (position: Position): string =>
  position
    .slice(0, 2)
    .map((value) => String(Number(value.toFixed(7))))
    .join(', ');

/** The figures of a finding: `320 m², 12.3 m wide`; empty where it has none. */
export function figuresText(finding: Finding): Message {
  const { areaSquareMetres, widthMetres } = finding;
  const zh: string[] = [];
  const en: string[] = [];
  if (areaSquareMetres !== null) {
    const area = largeAreaText(areaSquareMetres);
    zh.push(area.zh);
    en.push(area.en);
  }
  if (widthMetres !== null) {
    const width = lengthText(widthMetres);
    zh.push(`宽 ${width.zh}`);
    en.push(`${width.en} wide`);
  }
  if (finding.sliver === true) {
    zh.push('碎缝');
    en.push('sliver');
  }
  return { zh: zh.join('，'), en: en.join(', ') };
}

export function secondsText(milliseconds: number): Message {
  const seconds = milliseconds / 1000;
  const text = seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds));
  return { zh: `${text} 秒`, en: `${text} s` };
}

export interface SeverityCounts {
  error: number;
  warning: number;
  info: number;
}

export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const counts: SeverityCounts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** `2 errors, 1 warning`, or that nothing was found. */
export function severitiesText({ error, warning, info }: SeverityCounts): Message {
  if (error + warning + info === 0) return { zh: '没有发现问题', en: 'nothing found' };
  const zh: string[] = [];
  const en: string[] = [];
  if (error > 0) {
    zh.push(`${groupedText(error)} 处错误`);
    en.push(plural(error, 'error'));
  }
  if (warning > 0) {
    zh.push(`${groupedText(warning)} 处警告`);
    en.push(plural(warning, 'warning'));
  }
  if (info > 0) {
    zh.push(`${groupedText(info)} 处提示`);
    en.push(plural(info, 'note'));
  }
  return { zh: zh.join('，'), en: en.join(', ') };
}

export const plural = (count: number, word: string): string =>
  `${groupedText(count)} ${word}${count === 1 ? '' : 's'}`;

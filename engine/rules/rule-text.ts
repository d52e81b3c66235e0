import { areaText, lengthText } from '../coverage/format-figures.ts';
import type { Message } from '../coverage/types.ts';

/** 6200 → “6,200”; halves keep their half. */
export function countText(value: number): string {
  const [whole = '0', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** {@link countText} with the mark of an estimate. */
export const estimatedText = (value: number, isEstimate: boolean): string =>
  isEstimate ? `${countText(value)}*` : countText(value);

/** A measure to so many digits, without trailing zeros: 60, 57.4, 0.18. */
export const decimalText = (value: number, digits: number): string =>
  countText(Number(value.toFixed(digits)));

/** 0.62 → “62 %”; below 10 % with one decimal. */
export function percentText(share: number): Message {
  const figure = (share * 100).toFixed(share < 0.0995 ? 1 : 0);
  return { zh: `${figure}%`, en: `${figure} %` };
}

/** How a figure is written as a rule, and with so many decimals where that says too little. */
export interface FigureText {
  plain(value: number): Message;
  finer(value: number, digits: number): Message;
}

const inUnit =
  (zh: string, en: string, scale = 1): FigureText['finer'] =>
  (value, digits) => {
    const figure = decimalText(value * scale, digits);
    return { zh: `${figure}${zh}`, en: `${figure}${en}` };
  };

export const SHARE_TEXT: FigureText = { plain: percentText, finer: inUnit('%', ' %', 100) };
export const LENGTH_TEXT: FigureText = { plain: lengthText, finer: inUnit(' 米', ' m') };
export const AREA_TEXT: FigureText = { plain: areaText, finer: inUnit(' 平方米', ' m²') };
/** Of whole communities: in square kilometres where square metres have too many digits. */
export const LARGE_AREA_TEXT: FigureText = {
  plain: (value) => (value < 1e6 ? areaText(value) : inUnit(' 平方公里', ' km²', 1e-6)(value, 2)),
  finer: (value, digits) => inUnit(' 平方公里', ' km²', 1e-6)(value, digits + 2),
};
/** A bare number, of so many decimals as a rule. */
export const numberText = (digits: number): FigureText => ({
  plain: (value) => inUnit('', '')(value, digits),
  finer: inUnit('', ''),
});

/**
 * A figure and the limit that it misses, written so that one can see that it does: “79.96 %” beside “80 %”, where both
 * would round to “80 %”.
 */
export function apart(value: number, limit: number, text: FigureText): [Message, Message] {
  const written: [Message, Message] = [text.plain(value), text.plain(limit)];
  if (value === limit || written[0].en !== written[1].en) return written;
  for (let digits = 0; digits <= 9; digits += 1) {
    const finer: [Message, Message] = [text.finer(value, digits), text.finer(limit, digits)];
    if (finer[0].en !== finer[1].en) return finer;
  }
  return written;
}

/** Less than one part in a thousand million apart, two computed figures are the same. */
const isSame = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** `value < limit`, for a computed value: 900.6 m² for 1,501 households are 60 m² for each 100 of them. */
export const fallsBelow = (value: number, limit: number): boolean =>
  value < limit && !isSame(value, limit);

export const goesAbove = (value: number, limit: number): boolean =>
  value > limit && !isSame(value, limit);

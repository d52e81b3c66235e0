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

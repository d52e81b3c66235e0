import { DOT, LOWER_E, MINUS, PLUS, ZERO } from './ascii.ts';

/** Where a scan stopped, for functions that already return a value. */
export interface ScanEnd {
  /** Index behind what was scanned. */
  end: number;
}

/** `POWERS_OF_TEN[k]` is 10^k, exact in a double for all k ≤ 22. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, k) =>
  Number(`1e${k}`),
);

/** Integers below this are exact in a double. */
const EXACT = 2 ** 53;
/** Digits that an int32 holds whatever they are. */
const CHUNK = 9;
/** More digits behind the dot than this go to `Number`. */
const MOST_DECIMALS = 2 * CHUNK;

/**
 * Reads one JSON number of any spelling. The value is the double nearest to the text, as
 * `JSON.parse` gives it; NaN where the text is no JSON number (`01`, `1.`, `+1`, `.5`). A byte that
 * is no part of a number must follow within the array.
 */
export function scanNumber(bytes: Uint8Array, from: number, place: ScanEnd): number {
  const negative = bytes[from] === MINUS;
  const first = negative ? from + 1 : from;
  let at = skipDigits(bytes, first);
  const wholeEnd = at;
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return Number.NaN;
  if (bytes[at] === DOT) {
    at = skipDigits(bytes, wholeEnd + 1);
    if (at === wholeEnd + 1) return Number.NaN;
  }
  const decimalsEnd = at;
  if ((bytes[at]! | 0x20) === LOWER_E) {
    const sign = bytes[at + 1];
    const digits = at + (sign === PLUS || sign === MINUS ? 2 : 1);
    at = skipDigits(bytes, digits);
    if (at === digits) return Number.NaN;
  }
  place.end = at;
  const value = at === decimalsEnd ? decimalValue(bytes, first, wholeEnd, decimalsEnd) : Number.NaN;
  if (Number.isNaN(value)) return numberOf(bytes, from, at);
  return negative ? -value : value;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at]! - ZERO) >>> 0 <= 9) at++;
  return at;
}

/**
 * The value of `whole.decimals` where a few operations on doubles give it with certainty, else NaN.
 * Up to 2^53 the digits are an exact integer, and one division by an exact power of ten is correctly
 * rounded (Clinger 1990). Longer ones, as programs write that print 15 decimals, are divided with
 * twice the precision.
 */
function decimalValue(bytes: Uint8Array, first: number, wholeEnd: number, end: number): number {
  const decimals = end > wholeEnd ? end - wholeEnd - 1 : 0;
  if (wholeEnd - first > CHUNK || decimals > MOST_DECIMALS) return Number.NaN;
  const whole = digitsOf(bytes, first, wholeEnd);
  if (decimals === 0) return whole;
  const head = Math.min(decimals, CHUNK);
  const middle = wholeEnd + 1 + head;
  const high = whole * POWERS_OF_TEN[head]! + digitsOf(bytes, wholeEnd + 1, middle);
  if (high >= EXACT) return Number.NaN;
  if (decimals === head) return high / POWERS_OF_TEN[head]!;
  return quotientOf(high, digitsOf(bytes, middle, end), decimals - head, decimals);
}

/**
 * (high × 10^lowDigits + low) / 10^decimals to the nearest double, or NaN where that is not certain.
 *
 * @param high an integer below 2^53
 * @param low an integer of `lowDigits` digits, nine at most
 * @param decimals 18 at most
 */
export function quotientOf(high: number, low: number, lowDigits: number, decimals: number): number {
  const scale = POWERS_OF_TEN[lowDigits]!;
  const divisor = POWERS_OF_TEN[decimals]!;
  const sum = high * scale + low;
  if (sum < EXACT) return sum / divisor;
  return high < LONGEST_HIGH ? divideLong(high, scale, low, divisor) : Number.NaN;
}

/** At most nine digits as an integer. */
function digitsOf(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = (value * 10 + bytes[at]! - ZERO) | 0;
  return value;
}

const HALF = 2 ** 20;
/** `divideLong` multiplies exactly below this. */
const LONGEST_HIGH = 2 ** 50;
/** 2^27 + 1: cuts a double into two halves whose products are exact (Dekker 1971). */
const SPLITTER = 134217729;
/** Bound of the relative error of the quotient below; 2^-104 would do. */
const QUOTIENT_ERROR = 2 ** -98;

/**
 * (high × scale + low) / divisor to the nearest double, or NaN in the rare case that the true quotient
 * lies too close to the middle between two doubles. All are integers: high < 2^50, low < 2^30, scale a
 * power of ten up to 10^9, the divisor one up to 10^18.
 */
function divideLong(high: number, scale: number, low: number, divisor: number): number {
  // The dividend as the exact sum of two doubles. 10^9 has 21 bits that count (5^9), and so both
  // products have at most 51.
  const highRest = high % HALF;
  const big = (high - highRest) * scale;
  const small = highRest * scale + low;
  const sum = big + small;
  const smallPart = sum - big;
  const rest = big - (sum - smallPart) + (small - smallPart);

  const quotient = sum / divisor;
  // quotient × divisor, exact as product + error.
  const product = quotient * divisor;
  const quotientShift = SPLITTER * quotient;
  const quotientHigh = quotientShift - (quotientShift - quotient);
  const quotientLow = quotient - quotientHigh;
  const divisorShift = SPLITTER * divisor;
  const divisorHigh = divisorShift - (divisorShift - divisor);
  const divisorLow = divisor - divisorHigh;
  const error =
    quotientHigh * divisorHigh -
    product +
    quotientHigh * divisorLow +
    quotientLow * divisorHigh +
    quotientLow * divisorLow;
  const correction = (sum - product - error + rest) / divisor;

  const margin = quotient * QUOTIENT_ERROR;
  const below = quotient + (correction - margin);
  return below === quotient + (correction + margin) ? below : Number.NaN;
}

function numberOf(bytes: Uint8Array, from: number, end: number): number {
  let text = '';
  for (let at = from; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return Number(text);
}

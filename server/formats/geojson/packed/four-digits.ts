/**
 * Decimal digits four at a time: a word is four bytes of text, the first one lowest
 * (`getUint32(at, true)`), each xor `0`, so that digits are 0 to 9.
 */
export const ZEROS = 0x30303030;

/** 0 when all four bytes are digits; else its lowest bit that is set lies in the first other byte. */
export const otherBytes = (word: number): number => ((word + 0x06060606) | word) & 0xf0f0f0f0;

/** How many digits stand before the first other byte, of which `otherBytes` found one. */
export const leadingDigits = (others: number): number => (31 - Math.clz32(others & -others)) >> 3;

/** The first `count` digits (1 to 4) of a word as an integer. */
export function digitsValue(word: number, count: number): number {
  const aligned = word << (32 - 8 * count);
  const pairs = (Math.imul(aligned, 10) + (aligned >>> 8)) & 0x00ff00ff;
  return (Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff;
}

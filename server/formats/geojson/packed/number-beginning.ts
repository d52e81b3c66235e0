import { MINUS, ZERO } from './ascii.ts';

/** The first four bytes of a number with a dot among them, which the next number is likely to share. */
export class NumberBeginning {
  /** The bytes as `getInt32(at, true)` reads them. */
  word = 0;
  /** The digits among them as an integer; NaN as long as nothing is noted. */
  digits = Number.NaN;
  /** Divides the integer that these and four further digits make; negative after a sign. */
  scale = 1;
  /** Digits after those and four more, in the number that was noted; 1 to 3. */
  more = 1;

  /** Notes the number from `start` to `end` with its dot at `dot`, where it has the form. */
  note(bytes: Uint8Array, view: DataView, start: number, dot: number, end: number): void {
    const decimals = 3 - (dot - start);
    if (decimals < 0) return;
    let digits = 0;
    for (let at = start; at < start + 4; at++) {
      if (at === dot || (at === start && bytes[at] === MINUS)) continue;
      const digit = bytes[at]! - ZERO;
      if (digit >>> 0 > 9) return;
      digits = digits * 10 + digit;
    }
    this.word = view.getInt32(start, true);
    this.digits = digits;
    this.more = Math.min(3, Math.max(1, end - start - 8));
    this.scale = (bytes[start] === MINUS ? -1 : 1) * 10 ** (decimals + 4);
  }
}

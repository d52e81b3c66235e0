import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './ascii.ts';

/** The bytes end before the value does. */
export const INCOMPLETE = -1;
/** More levels than allowed. */
export const TOO_DEEP = -2;

/** What was seen in the strings of a piece of text. */
export interface StringTraits {
  /** A backslash. */
  escapes: boolean;
  /** A byte beyond ASCII. */
  wide: boolean;
}

/**
 * Index behind the string that opens at `from`, or `INCOMPLETE`. What it holds is not judged: the
 * text goes to `JSON.parse` afterwards.
 */
export function endOfString(
  bytes: Uint8Array,
  from: number,
  end: number,
  traits: StringTraits,
): number {
  let at = from + 1;
  let bits = 0;
  while (at < end) {
    const byte = bytes[at]!;
    bits |= byte;
    if (byte === QUOTE) {
      if (bits > 0x7f) traits.wide = true;
      return at + 1;
    }
    if (byte === BACKSLASH) {
      traits.escapes = true;
      at++;
    }
    at++;
  }
  return INCOMPLETE;
}

/**
 * Index behind the JSON value that begins at `from`, `INCOMPLETE`, or `TOO_DEEP`. Right for every JSON
 * text; for others `JSON.parse` of the piece fails.
 *
 * @param levels how many levels of brackets the value may open
 */
export function endOfValue(
  bytes: Uint8Array,
  from: number,
  end: number,
  levels: number,
  traits: StringTraits,
): number {
  let depth = 0;
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at = endOfString(bytes, at, end, traits);
      if (at < 0) return at;
      if (depth === 0) return at;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      if (depth > levels) return TOO_DEEP;
      at++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      // A scalar ends before the bracket of what it stands in.
      if (depth === 0) return at;
      depth--;
      at++;
      if (depth === 0) return at;
    } else if (depth === 0 && (byte === COMMA || byte <= SPACE)) return at;
    else at++;
  }
  return INCOMPLETE;
}

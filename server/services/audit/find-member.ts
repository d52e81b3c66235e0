import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  QUOTE,
  skipSpace,
} from '../../formats/geojson/packed/ascii.ts';
import { endOfString, endOfValue } from '../../formats/geojson/packed/scan-value.ts';

/** Where the value of a member stands: from its first byte up to the one behind its last. */
export interface MemberRange {
  from: number;
  end: number;
}

/** Deeper nesting is left to the parser, which says what is wrong with it. */
const MOST_LEVELS = 100_000;

/**
 * The value of a member of the object that a JSON text is, without parsing it.
 *
 * @returns null when the text is no object, has no such member or several, or is unusual in a way that
 * only parsing could tell (an escape in the name of a member). What stands in the values is not judged.
 */
export function findMember(bytes: Uint8Array, name: string): MemberRange | null {
  const wanted = new TextEncoder().encode(name);
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) return null;
  let found: MemberRange | null = null;
  do {
    at = skipSpace(bytes, at + 1);
    if (bytes[at] !== QUOTE) return null;
    const traits = { escapes: false, wide: false };
    const endOfName = endOfString(bytes, at, bytes.length, traits);
    if (endOfName < 0 || traits.escapes) return null;
    const isWanted = equals(bytes.subarray(at + 1, endOfName - 1), wanted);
    at = skipSpace(bytes, endOfName);
    if (bytes[at] !== COLON) return null;
    const from = skipSpace(bytes, at + 1);
    const end = endOfValue(bytes, from, bytes.length, MOST_LEVELS, traits);
    if (end <= from) return null;
    if (isWanted && found !== null) return null;
    if (isWanted) found = { from, end };
    at = skipSpace(bytes, end);
  } while (bytes[at] === COMMA);
  return bytes[at] === CLOSE_BRACE ? found : null;
}

/** The same text with `null` in the place of a value. */
export function withoutValue(bytes: Uint8Array, { from, end }: MemberRange): Uint8Array {
  const text = new Uint8Array(from + NULL.length + bytes.length - end);
  text.set(bytes.subarray(0, from));
  text.set(NULL, from);
  text.set(bytes.subarray(end), from + NULL.length);
  return text;
}

const NULL = new TextEncoder().encode('null');

const equals = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

import { isUtf8 } from 'node:buffer';
import { DEFAULT_MAX_BYTES, findForbidden } from '../parse-geojson.ts';

/** No string is made of more bytes at once: V8 ends at 2^29 characters. */
export const MOST_TEXT_BYTES = DEFAULT_MAX_BYTES;

/**
 * The text of a piece of a document, cut at ASCII bytes; null when it is no UTF-8, holds what
 * `findForbidden` objects to, or is too long for a string.
 *
 * @param wide whether it may hold anything but ASCII
 */
export function decodePiece(
  bytes: Buffer,
  from: number,
  end: number,
  wide: boolean,
): string | null {
  if (end - from > MOST_TEXT_BYTES) return null;
  if (wide && !isUtf8(bytes.subarray(from, end))) return null;
  const text = bytes.toString(wide ? 'utf8' : 'latin1', from, end);
  return findForbidden(text) === null ? text : null;
}

/** The value of a JSON text; undefined when it is none. */
export function parsePiece(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // RangeError: deeper than this machine's stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

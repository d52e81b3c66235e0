import type { AreaStore } from './area-store.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
} from './ascii.ts';
import { NO_ROOM, packCoordinates } from './pack-coordinates.ts';
import { endOfString, INCOMPLETE, type StringTraits, TOO_DEEP } from './scan-value.ts';

/** Bytes to be scanned. */
export interface Scannable {
  bytes: Buffer;
  /** Of the same bytes. */
  view: DataView;
  /** Index behind the last byte that is there. */
  end: number;
  /** Where a `}` stands that `packCoordinates` may rely on, or -1. */
  stop: number;
}

/** What was seen of a feature. */
export interface FeatureScan extends StringTraits {
  /** Arrays found as `geometry.coordinates`; more than one when a name is repeated. */
  coordinateArrays: number;
  /** Where the coordinates lie that were packed, and are open in the store; -1 when there are none. */
  cutStart: number;
  cutEnd: number;
  /** Where the object lies that is `properties`; -1 when it is none, or there is none. */
  propertiesStart: number;
  propertiesEnd: number;
  /** A member's name is written with escapes, so that the places above may be those of another member. */
  escapedName: boolean;
}

export const createFeatureScan = (): FeatureScan => ({
  escapes: false,
  wide: false,
  coordinateArrays: 0,
  cutStart: -1,
  cutEnd: -1,
  propertiesStart: -1,
  propertiesEnd: -1,
  escapedName: false,
});

function reset(scan: FeatureScan): void {
  scan.escapes = false;
  scan.wide = false;
  scan.coordinateArrays = 0;
  scan.cutStart = -1;
  scan.cutEnd = -1;
  scan.propertiesStart = -1;
  scan.propertiesEnd = -1;
  scan.escapedName = false;
}

const nameBytes = (name: string): Uint8Array => new TextEncoder().encode(`"${name}"`);
const GEOMETRY = nameBytes('geometry');
const PROPERTIES = nameBytes('properties');
const COORDINATES = nameBytes('coordinates');

/**
 * Finds the end of the object that opens at `from`, where its properties lie, and packs its
 * `geometry.coordinates` on the way if they are sound. Knows just enough JSON to be right about every
 * JSON text: what it passes over must go to `JSON.parse` afterwards.
 *
 * @param levels how many levels of brackets the object may open
 * @param expected ordinates that the whole document is likely to have
 * @returns index behind the object, `INCOMPLETE` or `TOO_DEEP`
 */
export function scanFeature(
  source: Scannable,
  from: number,
  levels: number,
  expected: number,
  store: AreaStore,
  scan: FeatureScan,
): number {
  const { bytes, end } = source;
  reset(scan);
  let depth = 0;
  let inGeometry = false;
  let inProperties = false;
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      const start = at;
      at = endOfString(bytes, start, end, scan);
      if (at < 0) return INCOMPLETE;
      if (depth !== 1 && !(depth === 2 && inGeometry)) continue;
      const colon = skipSpace(bytes, at);
      if (colon >= end) return INCOMPLETE;
      if (bytes[colon] !== COLON) continue;
      const value = skipSpace(bytes, colon + 1);
      if (value >= end) return INCOMPLETE;
      if (depth === 1) {
        inGeometry = isText(bytes, start, at, GEOMETRY);
        inProperties = isText(bytes, start, at, PROPERTIES);
        if (inProperties) scan.propertiesStart = bytes[value] === OPEN_BRACE ? value : -1;
        if (scan.escapes && holdsBackslash(bytes, start, at)) scan.escapedName = true;
        at = value;
      } else if (bytes[value] === OPEN_BRACKET && isText(bytes, start, at, COORDINATES)) {
        at = cutCoordinates(source, value, expected, store, scan);
      } else at = value;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      if (depth > levels) return TOO_DEEP;
      at++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      at++;
      if (depth === 0) return at;
      if (depth === 1 && inProperties) {
        scan.propertiesEnd = at;
        inProperties = false;
      }
    } else at++;
  }
  return INCOMPLETE;
}

/** Index behind the coordinates that open at `from`, or `from` itself when they were not packed. */
function cutCoordinates(
  { bytes, view, stop }: Scannable,
  from: number,
  expected: number,
  store: AreaStore,
  scan: FeatureScan,
): number {
  scan.coordinateArrays++;
  if (scan.coordinateArrays > 1 || from >= stop) return from;
  let end = packCoordinates(bytes, view, from, store);
  while (end === NO_ROOM) {
    store.dropOpenArea();
    store.grow(expected);
    end = packCoordinates(bytes, view, from, store);
  }
  if (end < 0) {
    store.dropOpenArea();
    return from;
  }
  scan.cutStart = from;
  scan.cutEnd = end;
  return end;
}

/** Whether the bytes from `start` to `end` are this text. */
function isText(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text[index]) return false;
  }
  return true;
}

function holdsBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

import type { AreaStore } from './area-store.ts';
import {
  CLOSE_BRACKET,
  COMMA,
  DOT,
  LOWER_E,
  MINUS,
  OPEN_BRACKET,
  SPACE,
  skipSpace,
  ZERO,
} from './ascii.ts';
import { digitsValue, leadingDigits, otherBytes, ZEROS } from './four-digits.ts';
import { POWERS_OF_TEN, quotientOf, type ScanEnd, scanNumber } from './scan-number.ts';

/** Not the coordinates of a sound Polygon or MultiPolygon, or no JSON at all. */
export const UNUSUAL = -1;
/** The store is full. */
export const NO_ROOM = -2;
/** Bytes that must follow a `}` for it to stop the scan. */
export const STOP_MARGIN = 4;

/**
 * Reads the coordinates of a Polygon or MultiPolygon straight into the store: the array that opens at
 * `from`, in any layout. Accepts only what `checkGeometry` accepts, and not all of that: closed rings
 * of four or more positions on the globe, made of numbers.
 *
 * No loop in here looks for the end of the bytes. The caller vouches that behind `from` there is a `}`
 * with at least `STOP_MARGIN` bytes after it, which none of them passes.
 *
 * @param view of the same bytes
 * @returns index behind the array, the area being left open in the store and its type in `openType`; or
 *   `UNUSUAL` or `NO_ROOM`, and then the caller drops the open area
 */
export function packCoordinates(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  store: AreaStore,
): number {
  let levels = 0;
  let at = from;
  for (; bytes[at] === OPEN_BRACKET && levels < 5; levels++) at = skipSpace(bytes, at + 1);
  if (levels !== 3 && levels !== 4) return UNUSUAL;
  store.openType = levels === 3 ? 1 : 2;
  return packList(bytes, view, from, store, levels - 1);
}

/** @param level 1: a ring, 2: the rings of a polygon, 3: polygons */
function packList(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  store: AreaStore,
  level: number,
): number {
  if (level === 1) return packRing(bytes, view, from, store);
  let at = from;
  do {
    at = skipSpace(bytes, at + 1);
    if (bytes[at] !== OPEN_BRACKET) return UNUSUAL;
    at = packList(bytes, view, at, store, level - 1);
    if (at < 0) return at;
    at = skipSpace(bytes, at);
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE_BRACKET) return UNUSUAL;
  if (level === 2) store.closePolygon();
  return at + 1;
}

/** One ring. */
function packRing(bytes: Uint8Array, view: DataView, from: number, store: AreaStore): number {
  const first = store.ordinates;
  let at = from;
  do {
    at = packAlike(bytes, view, at, store);
    // The last position of the ring was like the others.
    if (bytes[at] === CLOSE_BRACKET) break;
    at = packPosition(bytes, view, at + 1, store);
    if (at < 0) return at;
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE_BRACKET || !isClosed(store.coordinates, first, store.ordinates)) {
    return UNUSUAL;
  }
  store.closeRing();
  return at + 1;
}

/**
 * Reads positions as long as they are written like the last one: `[115.5191742,26.5799203],` without
 * white space, each number with the same four first bytes and five to seven digits after these. In
 * most files nearly all are, so most of the time goes into this loop.
 *
 * @param from the byte before the first position, a comma or the bracket of the ring
 * @returns the byte before the first position that is written otherwise, or the bracket that closes the ring
 */
function packAlike(bytes: Uint8Array, view: DataView, from: number, store: AreaStore): number {
  const { coordinates, lonBeginning, latBeginning } = store;
  const lonWord = lonBeginning.word;
  const lonHigh = lonBeginning.digits * 1e4;
  const lonScale = lonBeginning.scale;
  const lonMore = lonBeginning.more;
  const lonPower = POWERS_OF_TEN[lonMore]!;
  const lonUsual = lonScale * lonPower;
  const latWord = latBeginning.word;
  const latHigh = latBeginning.digits * 1e4;
  const latScale = latBeginning.scale;
  const latMore = latBeginning.more;
  const latPower = POWERS_OF_TEN[latMore]!;
  const latUsual = latScale * latPower;
  const room = coordinates.length - 2;
  let next = store.ordinates;
  let at = from;
  while (
    next <= room &&
    bytes[at + 1] === OPEN_BRACKET &&
    view.getInt32(at + 2, true) === lonWord
  ) {
    let word = view.getInt32(at + 6, true) ^ ZEROS;
    if (otherBytes(word) !== 0) break;
    let lon = lonHigh + digitsValue(word, 4);
    word = view.getInt32(at + 10, true) ^ ZEROS;
    let others = otherBytes(word);
    if (others === 0) break;
    let digits = leadingDigits(others);
    let end = at + 10;
    // An exact integer and an exact power of ten, so that the division rounds as the text does. Where the
    // number is as long as usual the processor need not wait for its length to go on with the next.
    if (digits === lonMore) {
      lon = (lon * lonPower + digitsValue(word, lonMore)) / lonUsual;
      end += lonMore;
    } else {
      lon = withDigits(lon, word, digits) / (lonScale * POWERS_OF_TEN[digits]!);
      end += digits;
    }
    if (bytes[end] !== COMMA || view.getInt32(end + 1, true) !== latWord) break;

    word = view.getInt32(end + 5, true) ^ ZEROS;
    if (otherBytes(word) !== 0) break;
    let lat = latHigh + digitsValue(word, 4);
    word = view.getInt32(end + 9, true) ^ ZEROS;
    others = otherBytes(word);
    if (others === 0) break;
    digits = leadingDigits(others);
    if (digits === latMore) {
      lat = (lat * latPower + digitsValue(word, latMore)) / latUsual;
      end += 9 + latMore;
    } else {
      lat = withDigits(lat, word, digits) / (latScale * POWERS_OF_TEN[digits]!);
      end += 9 + digits;
    }
    if (bytes[end] !== CLOSE_BRACKET) break;
    const following = bytes[end + 1];
    // Written so that NaN, of a beginning that nothing was noted of, fails.
    if (!(lon <= 180 && lon >= -180 && lat <= 90 && lat >= -90)) break;
    if (following !== COMMA && following !== CLOSE_BRACKET) break;
    coordinates[next] = lon;
    coordinates[next + 1] = lat;
    next += 2;
    at = end + 1;
    if (following === CLOSE_BRACKET) break;
  }
  store.ordinates = next;
  return at;
}

/** The integer `high` with up to three further digits of a word. */
const withDigits = (high: number, word: number, digits: number): number =>
  digits === 0 ? high : high * POWERS_OF_TEN[digits]! + digitsValue(word, digits);

/**
 * One position in any layout: reads four digits at a time, and leaves every number of more than three
 * digits before the dot or seven behind it, and every exponent, to `scanNumber`.
 *
 * @returns the comma behind it or the bracket that closes the ring, or `UNUSUAL` or `NO_ROOM`
 */
function packPosition(bytes: Uint8Array, view: DataView, from: number, store: AreaStore): number {
  const { coordinates, ordinates } = store;
  let at = from;
  let byte = bytes[at]!;
  if (byte <= SPACE) {
    at = skipSpace(bytes, at);
    byte = bytes[at]!;
  }
  if (byte !== OPEN_BRACKET) return UNUSUAL;
  if (ordinates > coordinates.length - 2) return NO_ROOM;
  let axis = 0;
  do {
    byte = bytes[++at]!;
    if (byte <= SPACE) {
      at = skipSpace(bytes, at);
      byte = bytes[at]!;
    }
    const start = at;
    if (byte === MINUS) byte = bytes[++at]!;

    let word = view.getUint32(at, true) ^ ZEROS;
    let others = otherBytes(word);
    let digits = leadingDigits(others);
    // Four digits (-1), none, and a zero before another digit are for scanNumber to judge.
    let simple = digits > 0 && (byte !== ZERO || digits === 1);
    let value = digits > 0 ? digitsValue(word, digits) : 0;
    at += digits;
    byte = bytes[at]!;
    if (byte === DOT) {
      const whole = value;
      const dot = at++;
      let decimals = 0;
      word = view.getUint32(at, true) ^ ZEROS;
      others = otherBytes(word);
      if (others === 0) {
        decimals = digitsValue(word, 4);
        at += 4;
        word = view.getUint32(at, true) ^ ZEROS;
        others = otherBytes(word);
      }
      digits = leadingDigits(others);
      if (digits > 0) {
        decimals = decimals * POWERS_OF_TEN[digits]! + digitsValue(word, digits);
        at += digits;
      }
      const count = at - dot - 1;
      const scale = POWERS_OF_TEN[count]!;
      // Exact integers below 10^10, so that the division rounds as the text does.
      value = (whole * scale + decimals) / scale;
      if (others === 0) {
        // The second word is full, too.
        const high = whole * EIGHT_DECIMALS + decimals * 1e4 + digitsValue(word, 4);
        value = longDecimal(bytes, at + 4, high, store);
        at = store.end;
      } else if (count === 0) simple = false;
      // What the next position is likely to begin with.
      else if (simple && axis === 0) store.lonBeginning.note(bytes, view, start, dot, at);
      else if (simple && axis === 1) store.latBeginning.note(bytes, view, start, dot, at);
      byte = bytes[at]!;
    }
    if (simple && (byte | 0x20) !== LOWER_E && !Number.isNaN(value)) {
      if (bytes[start] === MINUS) value = -value;
    } else {
      value = scanNumber(bytes, start, store);
      if (Number.isNaN(value)) return UNUSUAL;
      at = store.end;
      byte = bytes[at]!;
    }
    if (axis < 2) {
      const limit = axis === 0 ? 180 : 90;
      if (value > limit || value < -limit) return UNUSUAL;
      coordinates[ordinates + axis] = value;
    }
    axis++;
    if (byte <= SPACE) {
      at = skipSpace(bytes, at);
      byte = bytes[at]!;
    }
  } while (byte === COMMA);
  if (byte !== CLOSE_BRACKET || axis < 2) return UNUSUAL;
  if (axis > 2) store.flattened = true;
  store.ordinates = ordinates + 2;
  return skipSpace(bytes, at + 1);
}

const EIGHT_DECIMALS = 1e8;
/** More digits are left to `scanNumber`. */
const MOST_MORE = 9;

/**
 * The value of a decimal number of which `high` holds all digits up to the eighth decimal; the others
 * begin at `from`. NaN where `scanNumber` has to read it.
 */
function longDecimal(bytes: Uint8Array, from: number, high: number, place: ScanEnd): number {
  let low = 0;
  let at = from;
  let digit = bytes[at]! - ZERO;
  while (digit >>> 0 <= 9) {
    low = (low * 10 + digit) | 0;
    digit = bytes[++at]! - ZERO;
  }
  place.end = at;
  const more = at - from;
  return more > MOST_MORE ? Number.NaN : quotientOf(high, low, more, more + 8);
}

/** Whether the positions from ordinate `from` up to `end` are four or more and end where they begin. */
function isClosed(coordinates: Float64Array, from: number, end: number): boolean {
  return (
    end - from >= 8 &&
    coordinates[from] === coordinates[end - 2] &&
    coordinates[from + 1] === coordinates[end - 1]
  );
}

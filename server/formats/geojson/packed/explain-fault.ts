import type { Message } from '#engine/coverage/types.ts';
import { decodeText } from '../decode-text.ts';
import { DEFAULT_MAX_BYTES, findForbidden, findNotJson, findTooDeep } from '../parse-geojson.ts';
import type { GeoJsonProblem } from '../problem-collector.ts';
import type { TextPlace } from '../text-place.ts';
import { LINE_FEED } from './ascii.ts';

/** Line and column at a moving offset of UTF-8 text. */
export class PlaceCounter {
  line = 1;
  /** 1-based, in UTF-16 units. */
  column = 1;

  advance(bytes: Uint8Array, from: number, end: number): void {
    const lastFeed = bytes.subarray(from, end).lastIndexOf(LINE_FEED);
    if (lastFeed !== -1) {
      this.line += countOf(LINE_FEED, bytes, from, from + lastFeed + 1);
      this.column = 1;
    }
    for (let at = from + lastFeed + 1; at < end; at++) {
      const byte = bytes[at]!;
      // Continuation bytes count nothing; what takes four bytes takes two UTF-16 units.
      if (byte < 0x80 || byte >= 0xc0) this.column += byte >= 0xf0 ? 2 : 1;
    }
  }
}

function countOf(value: number, bytes: Uint8Array, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at++) if (bytes[at] === value) count++;
  return count;
}

export interface FaultyPiece {
  /** From the last place that is known to be sound, so far as it was read; no more than fit a string. */
  bytes: Uint8Array;
  /** Whether the document ends with these bytes. */
  last: boolean;
  /** A JSON text that leaves a parser in the state that it has before `bytes`: `{"":[[],`. */
  lead: string;
  /** Where `bytes` begin. */
  place: TextPlace;
  maxDepth: number;
}

/**
 * Says what is wrong with a document that is too large for a string, from the piece that could not be
 * read. Null when there is nothing wrong with its text.
 */
export function explainPiece(piece: FaultyPiece): GeoJsonProblem | null {
  const { lead, place, maxDepth } = piece;
  const decoded = decodeText(wholeCharacters(piece));
  if (!decoded.ok) return shifted(decoded.error, place, 0);
  const text = lead + decoded.value;
  const problem = findTooDeep(text, maxDepth) ?? firstOf(findForbidden(text), findNotJson(text));
  return problem === null ? null : shifted(problem, place, lead.length);
}

/**
 * A piece that is not the last one is no JSON where it ends, so that a fault of the text counts only
 * when nothing forbidden stands before it.
 */
function firstOf(
  forbidden: GeoJsonProblem | null,
  notJson: GeoJsonProblem | null,
): GeoJsonProblem | null {
  if (forbidden === null || notJson === null) return forbidden ?? notJson;
  const lines = (forbidden.line ?? 0) - (notJson.line ?? 0);
  const columns = (forbidden.column ?? 0) - (notJson.column ?? 0);
  return lines < 0 || (lines === 0 && columns < 0) ? forbidden : notJson;
}

/** A stream may be cut inside of a character. */
function wholeCharacters({ bytes, last }: FaultyPiece): Uint8Array {
  if (last) return bytes;
  const { length } = bytes;
  let end = length;
  while (end > Math.max(length - 3, 0) && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  const lead = bytes[end - 1] ?? 0;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return bytes.subarray(0, end - 1 + size <= length ? length : end - 1);
}

function shifted(problem: GeoJsonProblem, place: TextPlace, leadLength: number): GeoJsonProblem {
  const { line, column } = problem;
  if (line === undefined || column === undefined) return problem;
  return {
    ...problem,
    line: place.line + line - 1,
    column: line === 1 ? place.column + column - 1 - leadLength : column,
  };
}

/** For documents that only `JSON.parse` could read, if they were not too large for it. */
export function unreadablyLarge(what: Message): GeoJsonProblem {
  const limit = DEFAULT_MAX_BYTES / 1e6;
  return {
    code: 'too-large',
    message: {
      zh: `${what.zh}，超过上限 ${limit} MB；更大的文件必须是 FeatureCollection，请拆分或转换：ogr2ogr out.geojson in.geojson`,
      en: `${what.en} is over the limit of ${limit} MB; larger files must be a FeatureCollection: split it or convert it with ogr2ogr out.geojson in.geojson`,
    },
    pointer: '',
  };
}

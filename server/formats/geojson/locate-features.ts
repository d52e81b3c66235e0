import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipSpace,
} from './packed/ascii.ts';

/** A stretch of bytes, the end exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A member of an object: its name and value, and where they lie. */
export interface MemberSpan extends Span {
  name: string;
  value: Span;
}

/** Where the members of a FeatureCollection and its features lie. */
export interface CollectionSpans {
  members: MemberSpan[];
  features: Span[];
}

/**
 * Finds the features in the bytes of a FeatureCollection or a Feature that a reader of this folder has
 * accepted, so that they can be copied as they are. It skips, it does not judge: the time is that of a search.
 * @returns null when the document is something else, or repeats a name
 */
export function locateFeatures(bytes: Buffer): CollectionSpans | null {
  const start = skipSpace(bytes, beginsWithMark(bytes) ? 3 : 0);
  if (bytes[start] !== OPEN_BRACE) return null;
  const members = listMembers(bytes, start);
  const spanOf = (name: string): Span | undefined =>
    members?.find((member) => member.name === name)?.value;
  const [type, features] = [spanOf('type'), spanOf('features')];
  if (members === null || type === undefined) return null;
  const typeName: unknown = JSON.parse(bytes.toString('utf8', type.start, type.end));
  if (typeName === 'Feature') return { members: [], features: [{ start, end: bytes.length }] };
  if (typeName !== 'FeatureCollection' || features === undefined) return null;
  return { members, features: new Scanner(bytes).listItems(features.start) };
}

/** The members of the object that opens at `start`; null when a name is repeated. */
export function listMembers(bytes: Buffer, start: number): MemberSpan[] | null {
  const scanner = new Scanner(bytes);
  const members: MemberSpan[] = [];
  for (let at = skipSpace(bytes, start + 1); bytes[at] === QUOTE; ) {
    const nameEnd = scanner.endOfString(at);
    const name = JSON.parse(bytes.toString('utf8', at, nameEnd)) as string;
    if (members.some((member) => member.name === name)) return null;
    const colon = skipSpace(bytes, nameEnd);
    if (bytes[colon] !== COLON) return null;
    const from = skipSpace(bytes, colon + 1);
    const end = scanner.endOfValue(from);
    members.push({ name, start: at, end, value: { start: from, end } });
    const next = skipSpace(bytes, end);
    if (bytes[next] !== COMMA) break;
    at = skipSpace(bytes, next + 1);
  }
  return members;
}

const beginsWithMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Finds the ends of values in sound JSON; goes forward only. */
class Scanner {
  private readonly bytes: Buffer;
  /** The next quote and braces at or behind a place; behind the end when there is none. */
  private readonly next = { quote: -1, open: -1, close: -1 };

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  endOfString(from: number): number {
    const { bytes } = this;
    let at = from + 1;
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    return at + 1;
  }

  endOfValue(from: number): number {
    const { bytes } = this;
    const first = bytes[from];
    if (first === QUOTE) return this.endOfString(from);
    if (first === OPEN_BRACE) return this.endOfObject(from);
    if (first === OPEN_BRACKET) return this.endOfArray(from);
    let at = from;
    for (let byte = bytes[at]!; at < bytes.length; byte = bytes[++at]!) {
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= SPACE) break;
    }
    return at;
  }

  /** The items of the array that opens at a place. */
  listItems(from: number): Span[] {
    const { bytes } = this;
    const items: Span[] = [];
    let at = skipSpace(bytes, from + 1);
    while (at < bytes.length && bytes[at] !== CLOSE_BRACKET) {
      const end = this.endOfValue(at);
      items.push({ start: at, end });
      at = skipSpace(bytes, end);
      if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    }
    return items;
  }

  private endOfArray(from: number): number {
    const { bytes } = this;
    let depth = 0;
    for (let at = from; at < bytes.length; ) {
      const byte = bytes[at]!;
      if (byte === QUOTE) at = this.endOfString(at);
      // An item that is an object ends where it ends, and can be jumped through.
      else if (byte === OPEN_BRACE) at = this.endOfObject(at);
      else {
        at++;
        if (byte === OPEN_BRACKET) depth++;
        else if (byte === CLOSE_BRACKET && --depth === 0) return at;
      }
    }
    return bytes.length;
  }

  /** Only braces count, and quotes that hide them: over the numbers of coordinates one can jump. */
  private endOfObject(from: number): number {
    const { bytes } = this;
    let depth = 0;
    for (let at = from; at < bytes.length; ) {
      const byte = bytes[at]!;
      if (byte === QUOTE) at = this.endOfString(at);
      else if (byte === OPEN_BRACKET) at = this.nextOfInterest(at);
      else {
        at++;
        if (byte === OPEN_BRACE) depth++;
        else if (byte === CLOSE_BRACE && --depth === 0) return at;
      }
    }
    return bytes.length;
  }

  /** A quote or a brace at or behind a place. */
  private nextOfInterest(at: number): number {
    const { next } = this;
    if (next.quote < at) next.quote = this.find(QUOTE, at);
    if (next.open < at) next.open = this.find(OPEN_BRACE, at);
    if (next.close < at) next.close = this.find(CLOSE_BRACE, at);
    return Math.min(next.quote, next.open, next.close);
  }

  private find(byte: number, from: number): number {
    const at = this.bytes.indexOf(byte, from);
    return at < 0 ? this.bytes.length : at;
  }
}

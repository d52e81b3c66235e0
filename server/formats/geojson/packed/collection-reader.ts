import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipSpace,
} from './ascii.ts';
import type { ByteWindow } from './byte-window.ts';
import { decodePiece, MOST_TEXT_BYTES, parsePiece } from './decode-piece.ts';
import { FeatureReader, type FeatureReaderOptions, OVERSIZE } from './feature-reader.ts';
import { endOfString, endOfValue, INCOMPLETE } from './scan-value.ts';

/**
 * What stopped the reader: it needs more bytes; the text is no acceptable JSON; a part of it is too long
 * to be read; or it is something else than a FeatureCollection.
 */
export type Stop = 'more' | 'faulty' | 'oversize' | 'other';

/** What may come next, and a JSON text after which a parser would expect the same. */
const LEADS = {
  document: '',
  'name-or-end': '{',
  name: '{"":[],',
  'comma-or-end': '{"":[]',
  'item-or-end': '{"":[',
  item: '{"":[[],',
  'comma-or-end-of-items': '{"":[[]',
  nothing: '{}',
} as const;

/** What JSON values other than objects begin with. */
const OTHER_VALUES = new TextEncoder().encode('["-0123456789tfn');

/** Share by which the ordinates are expected to exceed the estimate. */
const RESERVE = 1.05;

/**
 * Reads a FeatureCollection piece by piece: a member of the collection or an item of `features` at a
 * time, in any order. What is consumed of the window is sound; everything else can be read again.
 */
export class CollectionReader {
  readonly features: FeatureReader;
  readonly #maxDepth: number;
  readonly #totalBytes: number | undefined;
  #members: Record<string, unknown> = {};
  #expects: keyof typeof LEADS = 'document';

  /** @param totalBytes size of the document, where it is known */
  constructor(options: FeatureReaderOptions, totalBytes?: number) {
    this.features = new FeatureReader(options);
    this.#maxDepth = options.maxDepth;
    this.#totalBytes = totalBytes;
  }

  /** What `JSON.parse` would have given, but for the coordinates; null before the end of the document. */
  get document(): Record<string, unknown> | null {
    return this.#expects === 'nothing' ? this.#members : null;
  }

  /** See {@link LEADS}. */
  get lead(): string {
    return LEADS[this.#expects];
  }

  /** Reads as far as the window goes. */
  advance(window: ByteWindow): Stop {
    for (;;) {
      window.at = Math.min(skipSpace(window.bytes, window.at), window.end);
      if (window.at === window.end) return 'more';
      const stop = this.#step(window, window.bytes[window.at]!);
      if (stop !== null) return stop;
    }
  }

  #step(window: ByteWindow, byte: number): Stop | null {
    switch (this.#expects) {
      case 'document':
        if (byte === OPEN_BRACE) return this.#pass(window, 'name-or-end');
        return OTHER_VALUES.includes(byte) ? 'other' : 'faulty';
      case 'name-or-end':
        return byte === CLOSE_BRACE ? this.#close(window) : this.#readMember(window, byte);
      case 'name':
        return this.#readMember(window, byte);
      case 'comma-or-end':
        if (byte === COMMA) return this.#pass(window, 'name');
        return byte === CLOSE_BRACE ? this.#close(window) : 'faulty';
      case 'item-or-end':
        if (byte === CLOSE_BRACKET) return this.#pass(window, 'comma-or-end');
        return this.#readItem(window);
      case 'item':
        return this.#readItem(window);
      case 'comma-or-end-of-items':
        if (byte === COMMA) return this.#pass(window, 'item');
        return byte === CLOSE_BRACKET ? this.#pass(window, 'comma-or-end') : 'faulty';
      case 'nothing':
        return 'faulty';
    }
  }

  #pass(window: ByteWindow, next: keyof typeof LEADS): null {
    window.at++;
    this.#expects = next;
    return null;
  }

  #close(window: ByteWindow): Stop | null {
    this.#pass(window, 'nothing');
    return this.#members.type === 'FeatureCollection' ? null : 'other';
  }

  #readItem(window: ByteWindow): Stop | null {
    const total = this.#totalBytes;
    const { ordinates } = this.features.store;
    const expected = total === undefined ? 0 : (ordinates / window.consumed) * total * RESERVE;
    const next = this.features.read(window, window.at, expected);
    if (next === INCOMPLETE) return 'more';
    if (next < 0) return next === OVERSIZE ? 'oversize' : 'faulty';
    window.at = next;
    this.#expects = 'comma-or-end-of-items';
    return null;
  }

  #readMember(window: ByteWindow, byte: number): Stop | null {
    if (byte !== QUOTE) return 'faulty';
    const { bytes, at: start, end } = window;
    const traits = { escapes: false, wide: false };
    const nameEnd = endOfString(bytes, start, end, traits);
    if (nameEnd < 0) return 'more';
    const nameText = decodePiece(bytes, start, nameEnd, traits.wide);
    const name = nameText === null ? undefined : parsePiece(nameText);
    if (typeof name !== 'string') return 'faulty';
    const colon = skipSpace(bytes, nameEnd);
    if (colon >= end) return 'more';
    if (bytes[colon] !== COLON) return 'faulty';
    const value = skipSpace(bytes, colon + 1);
    if (value >= end) return 'more';
    if (name === 'features' && bytes[value] === OPEN_BRACKET) {
      this.features.clear();
      this.#members.features = this.features.features;
      window.at = value;
      return this.#pass(window, 'item-or-end');
    }
    const valueEnd = endOfValue(bytes, value, end, this.#maxDepth - 1, traits);
    if (valueEnd < 0) return valueEnd === INCOMPLETE ? 'more' : 'faulty';
    // With its name, for `__proto__` is found by the colon behind it.
    const text = decodePiece(bytes, start, valueEnd, traits.wide);
    const member = text === null ? undefined : parsePiece(`{${text}}`);
    if (member === undefined) return valueEnd - start > MOST_TEXT_BYTES ? 'oversize' : 'faulty';
    this.#members[name] = (member as Record<string, unknown>)[name];
    window.at = valueEnd;
    this.#expects = 'comma-or-end';
    return name === 'type' && this.#members.type !== 'FeatureCollection' ? 'other' : null;
  }
}

import { PlaceCounter } from './explain-fault.ts';

/**
 * The bytes of a stream as they came, for the case that `parseGeoJson` has to say what is wrong with
 * them. Nothing is copied. When they are more than it can read they are let go.
 */
export class RetainedBytes {
  readonly #wholeBytes: number;
  readonly #held: boolean;
  readonly #expectedBytes: number;
  readonly #readAgain: (() => Uint8Array) | null;
  #chunks: Uint8Array[] = [];
  #total = 0;
  #released = false;

  constructor(options: {
    /** The most that `parseGeoJson` is given. */
    wholeBytes: number;
    /** Whether the bytes stay in memory anyway, so that nothing is gained by letting them go. */
    held: boolean;
    /** How many are going to come, or 0 when that is not known. */
    expectedBytes: number;
    /** Reads all of them once more, where that is possible: then none is kept. */
    readAgain?: (() => Uint8Array) | undefined;
  }) {
    this.#readAgain = options.readAgain ?? null;
    this.#wholeBytes = options.wholeBytes;
    this.#held = options.held;
    this.#expectedBytes = options.expectedBytes;
  }

  /** False when there are, or are going to be, more of them than need to be kept. */
  get areKept(): boolean {
    return this.#held || Math.max(this.#total, this.#expectedBytes) <= this.#wholeBytes;
  }

  /** Notes that so many came, which can be read again. */
  skip(length: number): void {
    this.#total += length;
  }

  add(chunk: Uint8Array): void {
    this.#total += chunk.length;
    if (!this.#released) this.#chunks.push(chunk);
  }

  /** All bytes in one piece, or null when they are too many. */
  whole(): Uint8Array | null {
    if (this.#released || this.#total > this.#wholeBytes) return null;
    if (this.#readAgain !== null) return this.#readAgain();
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    return Buffer.concat(this.#chunks);
  }

  /** Lets them go, and says at what place the first `consumed` bytes end. */
  release(consumed: number): PlaceCounter {
    const place = new PlaceCounter();
    let offset = 0;
    for (const chunk of this.#chunks) {
      place.advance(chunk, 0, Math.max(0, Math.min(chunk.length, consumed - offset)));
      offset += chunk.length;
    }
    this.forget();
    return place;
  }

  forget(): void {
    this.#released = true;
    this.#chunks = [];
  }
}

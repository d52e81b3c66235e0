import { parsePiece } from './decode-piece.ts';

/**
 * The properties of many features as the bytes they were read from, which take a fraction of the
 * memory of the parsed objects and none of the garbage collector's time. They are copies, so that the
 * file itself can go.
 */
export class PropertyStore {
  #bytes: Buffer = Buffer.allocUnsafeSlow(1 << 14);
  #used = 0;
  /** `#ends[i]`: where the text of feature i ends and that of i + 1 begins. */
  #ends: number[] = [];
  /** Properties that have no text of their own. */
  #objects = new Map<number, Record<string, unknown>>();

  /** Of the next feature: the text of an object, already found to be JSON; none when `from` is -1. */
  add(source: Uint8Array, from: number, end: number): void {
    if (from !== -1) {
      const length = end - from;
      if (this.#used + length > this.#bytes.length) this.#grow(this.#used + length);
      this.#bytes.set(source.subarray(from, end), this.#used);
      this.#used += length;
    }
    this.#ends.push(this.#used);
  }

  /** Of the next feature, as an object. */
  addObject(properties: Record<string, unknown>): void {
    this.#objects.set(this.#ends.length, properties);
    this.#ends.push(this.#used);
  }

  clear(): void {
    this.#used = 0;
    this.#ends = [];
    this.#objects.clear();
  }

  /** The properties of a feature, parsed anew at each call; `{}` where it has none. */
  get(index: number): Record<string, unknown> {
    if (!Number.isInteger(index) || index < 0 || index >= this.#ends.length)
      throw new RangeError(`there is no feature ${index}, only ${this.#ends.length}`);
    const object = this.#objects.get(index);
    if (object !== undefined) return object;
    const start = this.#ends[index - 1] ?? 0;
    const end = this.#ends[index]!;
    if (start === end) return {};
    return parsePiece(this.#bytes.toString('utf8', start, end)) as Record<string, unknown>;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, needed));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

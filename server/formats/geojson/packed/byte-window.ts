import { CLOSE_BRACE } from './ascii.ts';
import { STOP_MARGIN } from './pack-coordinates.ts';
import type { Scannable } from './scan-feature.ts';

const SMALLEST = 1 << 16;

/** The bytes of a stream that are not yet consumed, in one piece. */
export class ByteWindow implements Scannable {
  bytes: Buffer = Buffer.alloc(0);
  view = new DataView(this.bytes.buffer, 0, 0);
  /** The bytes from `at` up to `end` are not yet consumed. */
  at = 0;
  end = 0;
  stop = -1;
  /** Bytes of the stream before `bytes[0]`. */
  #offset = 0;
  #own = false;

  /** Bytes of the stream consumed so far. */
  get consumed(): number {
    return this.#offset + this.at;
  }

  get length(): number {
    return this.end - this.at;
  }

  /** Adds bytes. Where none are left over they are not copied, and must not be changed. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#offset += this.at;
    const rest = this.end - this.at;
    const needed = rest + chunk.length;
    if (rest === 0) {
      this.#use(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), false);
    } else {
      if (this.#own && needed <= this.bytes.length) {
        if (this.at > 0) this.bytes.copyWithin(0, this.at, this.end);
      } else {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * needed, SMALLEST));
        larger.set(this.bytes.subarray(this.at, this.end));
        this.#use(larger, true);
      }
      this.bytes.set(chunk, rest);
    }
    this.#hold(needed);
  }

  /**
   * Room for `size` further bytes behind those that are there, to be filled by the caller and then
   * added by `commit`.
   */
  reserve(size: number): Uint8Array {
    this.#offset += this.at;
    const rest = this.end - this.at;
    if (this.#own && rest + size <= this.bytes.length) {
      if (this.at > 0) this.bytes.copyWithin(0, this.at, this.end);
    } else {
      const larger = Buffer.allocUnsafeSlow(Math.max(rest + 2 * size, SMALLEST));
      larger.set(this.bytes.subarray(this.at, this.end));
      this.#use(larger, true);
    }
    this.#hold(rest);
    return this.bytes.subarray(rest, rest + size);
  }

  /** Adds the first `size` bytes of those reserved last. */
  commit(size: number): void {
    this.#hold(this.end + size);
  }

  #hold(length: number): void {
    this.at = 0;
    this.end = length;
    // What was there before ends in the middle of something as often as not; its `}` may serve now.
    const last = length - STOP_MARGIN;
    this.stop = last < 0 ? -1 : this.bytes.lastIndexOf(CLOSE_BRACE, last);
  }

  #use(bytes: Buffer, own: boolean): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#own = own;
  }
}

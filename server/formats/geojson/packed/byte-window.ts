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
    if (this.length === 0) {
      this.#dropConsumed();
      this.#use(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), false);
    } else {
      this.#makeRoom(chunk.length);
      this.bytes.set(chunk, this.end);
    }
    this.commit(chunk.length);
  }

  /**
   * Room for `size` further bytes behind those that are there, to be filled by the caller and then
   * added by `commit`.
   */
  reserve(size: number): Uint8Array {
    this.#makeRoom(size);
    return this.bytes.subarray(this.end, this.end + size);
  }

  /** Adds the first `size` bytes of those reserved last. */
  commit(size: number): void {
    // What was there before ends in the middle of something as often as not; its `}` may serve now.
    const before = Math.max(0, this.end - STOP_MARGIN + 1);
    this.end += size;
    const behind = this.end - STOP_MARGIN + 1;
    if (behind <= before) return;
    // In the new bytes only: a feature of hundreds of megabytes has no other `}` than its last ones.
    const found = this.bytes.subarray(before, behind).lastIndexOf(CLOSE_BRACE);
    if (found !== -1) this.stop = before + found;
  }

  /** Makes room behind the bytes that are there; twice as much when they have to move, so that they seldom do. */
  #makeRoom(size: number): void {
    const needed = this.length + size;
    if (this.#own && needed <= this.bytes.length) {
      if (this.end + size <= this.bytes.length && this.at === 0) return;
      if (this.at > 0) this.bytes.copyWithin(0, this.at, this.end);
    } else {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * needed, SMALLEST));
      larger.set(this.bytes.subarray(this.at, this.end));
      this.#use(larger, true);
    }
    this.#dropConsumed();
  }

  /** The bytes that are left begin at index 0 now. */
  #dropConsumed(): void {
    this.#offset += this.at;
    this.stop = Math.max(-1, this.stop - this.at);
    this.end -= this.at;
    this.at = 0;
  }

  #use(bytes: Buffer, own: boolean): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#own = own;
  }
}

/** Long enough to be worth handing over, short enough not to hold up the event loop. */
const CHUNK_CHARACTERS = 1 << 20;

/**
 * Texts of GeoJSON features on their way into a FeatureCollection in bytes, in pieces that can be handed
 * to another thread without a copy. Together they may be longer than any string.
 */
export class FeatureChunks {
  /** How many features there are. */
  count = 0;
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #texts: string[] = ['{"type":"FeatureCollection","features":['];
  #characters = 0;
  #flushedBytes = 0;

  /** So far; of the last million characters at least so many. */
  get bytes(): number {
    return this.#flushedBytes + this.#characters;
  }

  add(features: readonly string[]): void {
    for (const feature of features) {
      if (this.count > 0) this.#texts.push(',');
      this.#texts.push(feature);
      this.count++;
      this.#characters += feature.length;
      if (this.#characters >= CHUNK_CHARACTERS) this.#flush();
    }
  }

  /** All bytes; nothing can be added any more. */
  finish(): Uint8Array<ArrayBuffer>[] {
    this.#texts.push(']}');
    this.#flush();
    return this.#chunks;
  }

  #flush(): void {
    const chunk = new TextEncoder().encode(this.#texts.join(''));
    this.#flushedBytes += chunk.byteLength;
    this.#chunks.push(chunk);
    this.#texts = [];
    this.#characters = 0;
  }
}

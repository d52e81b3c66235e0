import { noteShape } from '../../geometry/kept-shapes.ts';

/** A hash of a position, from the words of its ordinates, of which there are four. */
export function hashPosition(bits: Int32Array, position: number): number {
  const i = 4 * position;
  const x = Math.imul(bits[i]! + Math.imul(bits[i + 1]!, 0x85ebca6b), 0x9e3779b1);
  const y = Math.imul(bits[i + 2]! + Math.imul(bits[i + 3]!, 0xc2b2ae35), 0x27d4eb2f);
  const h = (x + y) | 0;
  return h ^ (h >>> 15);
}

/** Of the hashes of both ends, in either order. */
export function hashSegment(from: number, to: number): number {
  const sum = (from + to) | 0;
  const mixed = Math.imul(sum ^ (sum >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}

/** The hash of the segment that starts at a position. */
export const hashAt = (bits: Int32Array, position: number): number =>
  hashSegment(hashPosition(bits, position), hashPosition(bits, position + 1));

/**
 * Segments by their two ends, in either order: the first one that came stands for all others at its
 * place. A segment is the index of the position that it starts at.
 */
export class SegmentTable {
  size = 0;
  /** Where the segment of the last call was found or put. */
  slot = 0;

  private readonly coordinates: Float64Array;
  /** Segment (or EMPTY) and hash, in turn. */
  private entries: Int32Array;
  private mask: number;
  /** Segments with a partner here are forgotten when room is needed. */
  private readonly mate: Int32Array | null;

  /**
   * @param expected number of segments; more may come
   * @param mate partner of each segment, negative for none: given where a segment is of no more use once it has
   *   one. Of a file whose neighbours stand near one another the table then holds little more than the front
   *   of what is still open, and stays in the processor's cache.
   */
  constructor(coordinates: Float64Array, expected: number, mate: Int32Array | null = null) {
    let capacity = 64;
    while (capacity < expected) capacity *= 2;
    this.coordinates = coordinates;
    this.mate = mate;
    this.mask = capacity - 1;
    this.entries = new Int32Array(2 * capacity).fill(EMPTY);
    noteShape(this);
  }

  get capacity(): number {
    return this.mask + 1;
  }

  /** The segment that stands for the place, or {@link EMPTY}. */
  find(key: number, segment: number): number {
    const { entries, mask } = this;
    for (let slot = (key >>> 4) & mask; ; slot = (slot + 1) & mask) {
      const known = entries[2 * slot]!;
      if (known === EMPTY || (entries[2 * slot + 1] === key && this.isSame(known, segment))) {
        this.slot = slot;
        return known;
      }
    }
  }

  /** As {@link find}; a segment at a new place is put in and returned itself. */
  findOrAdd(key: number, segment: number): number {
    const known = this.find(key, segment);
    if (known !== EMPTY) return known;
    if (this.size > (this.mask >> 2) * 3) {
      this.grow();
      this.find(key, segment);
    }
    this.entries[2 * this.slot] = segment;
    this.entries[2 * this.slot + 1] = key;
    this.size++;
    return segment;
  }

  /** A set of bits, bit `key & 31` of word `key >>> 5` in it: not set where no such hash is in the table. */
  bloom(): Int32Array {
    let words = 64;
    while (words < this.size) words *= 2;
    const bits = new Int32Array(words);
    const { entries } = this;
    for (let i = 0; i < entries.length; i += 2) {
      if (entries[i] === EMPTY) continue;
      const key = entries[i + 1]!;
      bits[(key >>> 5) & (words - 1)] = bits[(key >>> 5) & (words - 1)]! | (1 << (key & 31));
    }
    return bits;
  }

  private isSame(a: number, b: number): boolean {
    const { coordinates } = this;
    const ax = coordinates[2 * a]!;
    const ay = coordinates[2 * a + 1]!;
    if (ax === coordinates[2 * b] && ay === coordinates[2 * b + 1]) {
      return (
        coordinates[2 * a + 2] === coordinates[2 * b + 2] &&
        coordinates[2 * a + 3] === coordinates[2 * b + 3]
      );
    }
    return (
      ax === coordinates[2 * b + 2] &&
      ay === coordinates[2 * b + 3] &&
      coordinates[2 * a + 2] === coordinates[2 * b] &&
      coordinates[2 * a + 3] === coordinates[2 * b + 1]
    );
  }

  /** Makes room: what is of no more use goes, and if that is less than half, the table is doubled. */
  private grow(): void {
    const { entries: old, mate } = this;
    let live = this.size;
    if (mate !== null) {
      for (let i = 0; i < old.length; i += 2) {
        if (old[i] !== EMPTY && mate[old[i]!]! >= 0) {
          old[i] = EMPTY;
          live--;
        }
      }
    }
    if (live > this.mask >> 2) this.mask = 2 * this.mask + 1;
    this.size = live;
    const entries = new Int32Array(2 * this.mask + 2).fill(EMPTY);
    this.entries = entries;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === EMPTY) continue;
      const key = old[i + 1]!;
      let slot = (key >>> 4) & this.mask;
      while (entries[2 * slot] !== EMPTY) slot = (slot + 1) & this.mask;
      entries[2 * slot] = old[i]!;
      entries[2 * slot + 1] = key;
    }
  }
}

export const EMPTY = -1;

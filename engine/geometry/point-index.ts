import { noteShape } from './kept-shapes.ts';

/**
 * Grid points by coordinate: gives each distinct (x, y) a dense id in order of first sight.
 * Open addressing over typed arrays; coordinates are integers in doubles.
 */
export class PointIndex {
  xs: Float64Array;
  ys: Float64Array;
  size = 0;
  private table: Int32Array;
  private mask: number;

  constructor(expected = 1024) {
    let capacity = 16;
    while (capacity < expected * 2) capacity *= 2;
    this.table = new Int32Array(capacity).fill(-1);
    this.mask = capacity - 1;
    this.xs = new Float64Array(capacity >> 1);
    this.ys = new Float64Array(capacity >> 1);
    noteShape(this);
  }

  /** The id of (x, y), or −1. */
  find(x: number, y: number): number {
    for (let slot = hash(x, y) & this.mask; ; slot = (slot + 1) & this.mask) {
      const id = this.table[slot]!;
      if (id < 0) return -1;
      if (this.xs[id] === x && this.ys[id] === y) return id;
    }
  }

  /** The id of (x, y), added when new. */
  add(x: number, y: number): number {
    let slot = hash(x, y) & this.mask;
    for (; ; slot = (slot + 1) & this.mask) {
      const id = this.table[slot]!;
      if (id < 0) break;
      if (this.xs[id] === x && this.ys[id] === y) return id;
    }
    if (this.size === this.xs.length) {
      this.grow();
      return this.add(x, y);
    }
    const id = this.size++;
    this.xs[id] = x;
    this.ys[id] = y;
    this.table[slot] = id;
    return id;
  }

  private grow(): void {
    const capacity = this.table.length * 2;
    const xs = new Float64Array(capacity >> 1);
    const ys = new Float64Array(capacity >> 1);
    xs.set(this.xs);
    ys.set(this.ys);
    this.xs = xs;
    this.ys = ys;
    this.table = new Int32Array(capacity).fill(-1);
    this.mask = capacity - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = hash(xs[id]!, ys[id]!) & this.mask;
      while (this.table[slot]! >= 0) slot = (slot + 1) & this.mask;
      this.table[slot] = id;
    }
  }
}

function hash(x: number, y: number): number {
  // `| 0` takes the low 32 bits of the integer, which vary most between neighbours.
  let h = Math.imul(x | 0, 0x9e3779b1) ^ Math.imul(y | 0, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

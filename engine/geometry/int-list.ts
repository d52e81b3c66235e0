import { noteShape } from './kept-shapes.ts';

/** A growing list of 32-bit integers over one typed array. */
export class IntList {
  data: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(Math.max(4, capacity));
    noteShape(this);
  }

  push(value: number): number {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  at(index: number): number {
    return this.data[index]!;
  }

  /** The values as an array of exactly the list's length (a copy). */
  toArray(): Int32Array {
    return this.data.slice(0, this.length);
  }
}

import { IntList } from '../geometry/int-list.ts';
import { noteShape } from '../geometry/kept-shapes.ts';
import type { Position } from './types.ts';

/** Two communities that share a border (rook contiguity). Owner indexes, `a < b`. */
export interface Border {
  a: number;
  b: number;
  /** Length along which they meet, within the tolerance. */
  lengthMetres: number;
  /** Where they only run near one another, if anywhere. */
  nearPlace?: Position;
}

/** Lengths by pair of owners, in a hash table over typed arrays. */
export class PairLengths {
  private readonly count: number;
  private readonly first = new IntList();
  private readonly second = new IntList();
  private lengths = new Float64Array(64);
  private table = new Int32Array(256).fill(-1);
  private readonly places = new Map<number, Position>();

  /** @param count number of owners */
  constructor(count: number) {
    this.count = count;
    noteShape(this);
  }

  add(a: number, b: number, length: number): void {
    // A community that meets itself is no neighbour of its own.
    if (length <= 0 || a === b) return;
    const pair = this.findOrCreate(Math.min(a, b), Math.max(a, b));
    this.lengths[pair]! += length;
  }

  has(a: number, b: number): boolean {
    return this.table[this.slotOf(Math.min(a, b), Math.max(a, b))]! >= 0;
  }

  /** Notes where a pair runs near one another without meeting. */
  mark(a: number, b: number, place: Position): void {
    const pair = this.table[this.slotOf(Math.min(a, b), Math.max(a, b))]!;
    if (pair >= 0) this.places.set(pair, place);
  }

  /**
   * The pairs, by their first owner, then by their second.
   * @param isListed all when left out
   */
  list(isListed?: (a: number, b: number, lengthMetres: number) => boolean): Border[] {
    const borders: Border[] = [];
    const order = this.order();
    for (let i = 0; i < order.length; i++) {
      const pair = order[i]!;
      const a = this.first.at(pair);
      const b = this.second.at(pair);
      const lengthMetres = this.lengths[pair]!;
      if (isListed !== undefined && !isListed(a, b, lengthMetres)) continue;
      const nearPlace = this.places.size === 0 ? undefined : this.places.get(pair);
      borders.push(nearPlace ? { a, b, lengthMetres, nearPlace } : { a, b, lengthMetres });
    }
    return borders;
  }

  /** Bucketed by the first owner; within a bucket there are few, which are inserted in order. */
  private order(): Int32Array {
    const { first, second } = this;
    const end = new Int32Array(this.count + 1);
    for (let pair = 0; pair < first.length; pair++) end[first.at(pair) + 1]!++;
    for (let owner = 0; owner < this.count; owner++) end[owner + 1]! += end[owner]!;
    const start = end.slice();
    const order = new Int32Array(first.length);
    for (let pair = 0; pair < first.length; pair++) {
      const owner = first.at(pair);
      let at = end[owner]!++;
      for (; at > start[owner]! && second.at(order[at - 1]!) > second.at(pair); at--) {
        order[at] = order[at - 1]!;
      }
      order[at] = pair;
    }
    return order;
  }

  private findOrCreate(a: number, b: number): number {
    const slot = this.slotOf(a, b);
    const known = this.table[slot]!;
    if (known >= 0) return known;
    const pair = this.first.push(a);
    this.second.push(b);
    if (pair === this.lengths.length) {
      const grown = new Float64Array(2 * pair);
      grown.set(this.lengths);
      this.lengths = grown;
    }
    this.table[slot] = pair;
    if (this.first.length * 2 > this.table.length) this.growTable();
    return pair;
  }

  /** Where the pair is, or where it would go. */
  private slotOf(a: number, b: number): number {
    const { table } = this;
    const first = this.first.data;
    const second = this.second.data;
    const mask = table.length - 1;
    // Neighbours of one community stand together, and near those of the next: what is looked up in the order
    // of a file stays in the processor's cache. One with more of them than usual goes elsewhere.
    const bucket = Math.imul(a, BUCKET);
    for (let i = 0; i < BUCKET; i++) {
      const slot = (bucket + i) & mask;
      const pair = table[slot]!;
      if (pair < 0 || (first[pair] === a && second[pair] === b)) return slot;
    }
    for (let slot = hashPair(a, b) & mask; ; slot = (slot + 1) & mask) {
      const pair = table[slot]!;
      if (pair < 0 || (first[pair] === a && second[pair] === b)) return slot;
    }
  }

  private growTable(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    for (let pair = 0; pair < this.first.length; pair++) {
      this.table[this.slotOf(this.first.at(pair), this.second.at(pair))] = pair;
    }
  }
}

/** Slots in which the neighbours of a community are looked for first. */
const BUCKET = 8;

function hashPair(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

import { weldNeighbours } from '../coverage/snap-rings.ts';
import type { Position } from '../coverage/types.ts';
import { toGrid } from '../geometry/grid.ts';
import { IntList } from '../geometry/int-list.ts';
import { PointIndex } from '../geometry/point-index.ts';

/** Stands for the outside of a coverage where an index of an area is asked for. */
export const OUTSIDE = -1;

/** The lines of one pair of areas, or of an area and the outside. */
export interface PairLines {
  /** Indexes of the areas, the smaller first; {@link OUTSIDE} only as the second. */
  a: number;
  b: number;
  /** Maximal chains with the first area on their left; a closed one repeats its first position. */
  lines: Position[][];
}

/**
 * Edges of borders, each between two areas, and the chains that they form.
 * Points within a unit of the snap grid (a micrometre) are one.
 */
export class BorderEdges {
  private readonly areas: number;
  private readonly points = new PointIndex();
  private readonly positions: Position[] = [];
  private readonly from = new IntList();
  private readonly to = new IntList();
  private readonly pair = new IntList();
  private readonly pairs = new Map<number, number>();

  /** @param areas number of areas */
  constructor(areas: number) {
    this.areas = areas;
  }

  /** Adds an edge with area `left` on its left and `right`, or the outside, on its right. */
  add(left: number, right: number, from: Position, to: Position): void {
    const isForward = right === OUTSIDE || left < right;
    const [a, b] = isForward ? [left, right] : [right, left];
    const start = this.pointAt(isForward ? from : to);
    const end = this.pointAt(isForward ? to : from);
    if (start === end) return;
    const key = a * (this.areas + 1) + (b === OUTSIDE ? this.areas : b);
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      pair = this.pairs.size;
      this.pairs.set(key, pair);
    }
    this.from.push(start);
    this.to.push(end);
    this.pair.push(pair);
  }

  /** Adds the edges of a line with area `left` on its left. */
  addLine(left: number, right: number, line: readonly Position[]): void {
    for (let i = 1; i < line.length; i++) this.add(left, right, line[i - 1]!, line[i]!);
  }

  /** The chains of each pair, by the first area, then by the second, the outside last. */
  chain(): PairLines[] {
    const welded = weldNeighbours(this.points);
    const from = this.from.toArray().map((point) => welded[point]!);
    const to = this.to.toArray().map((point) => welded[point]!);
    const isJunction = this.findJunctions(from, to);
    const { start, list } = this.groupByPair();
    const chains = new PairChains(from, to, isJunction);
    return [...this.pairs]
      .sort(([a], [b]) => a - b)
      .map(([key, pair]) => {
        const b = key % (this.areas + 1);
        const edges = list.subarray(start[pair], start[pair + 1]);
        return {
          a: Math.floor(key / (this.areas + 1)),
          b: b === this.areas ? OUTSIDE : b,
          lines: chains.of(edges).map((chain) => chain.map((point) => this.positions[point]!)),
        };
      })
      .filter(({ lines }) => lines.length > 0);
  }

  private pointAt(position: Position): number {
    const known = this.points.size;
    const point = this.points.add(toGrid(position[0]!), toGrid(position[1]!));
    if (point === known) this.positions.push(position);
    return point;
  }

  /** 1 where other than two edges meet. */
  private findJunctions(from: Int32Array, to: Int32Array): Uint8Array {
    const degree = new Int32Array(this.points.size);
    for (let e = 0; e < from.length; e++) {
      if (from[e] === to[e]) continue;
      degree[from[e]!]!++;
      degree[to[e]!]!++;
    }
    return Uint8Array.from(degree, (count) => (count === 2 ? 0 : 1));
  }

  private groupByPair() {
    const start = new Int32Array(this.pairs.size + 1);
    for (let e = 0; e < this.pair.length; e++) start[this.pair.at(e) + 1]!++;
    for (let p = 0; p < this.pairs.size; p++) start[p + 1]! += start[p]!;
    const end = start.slice();
    const list = new Int32Array(this.pair.length);
    for (let e = 0; e < this.pair.length; e++) list[end[this.pair.at(e)]!++] = e;
    return { start, list };
  }
}

/** Links directed edges at points where exactly two meet. */
class PairChains {
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly isJunction: Uint8Array;
  /** The edge of the present pair that begins, or ends, at each point; −1 for none. */
  private readonly leaving: Int32Array;
  private readonly arriving: Int32Array;
  private readonly isUsed: Uint8Array;

  constructor(from: Int32Array, to: Int32Array, isJunction: Uint8Array) {
    this.from = from;
    this.to = to;
    this.isJunction = isJunction;
    this.leaving = new Int32Array(isJunction.length).fill(-1);
    this.arriving = new Int32Array(isJunction.length).fill(-1);
    this.isUsed = new Uint8Array(from.length);
  }

  /** Chains of points. */
  of(edges: Int32Array): number[][] {
    const { from, to, leaving, arriving, isJunction, isUsed } = this;
    for (const e of edges) {
      leaving[from[e]!] = e;
      arriving[to[e]!] = e;
      if (from[e] === to[e]) isUsed[e] = 1;
    }
    const chains: number[][] = [];
    const follow = (first: number): void => {
      const chain = [from[first]!];
      for (let e = first; ; ) {
        isUsed[e] = 1;
        const end = to[e]!;
        chain.push(end);
        const next = leaving[end]!;
        if (isJunction[end] === 1 || next < 0 || isUsed[next] === 1) break;
        e = next;
      }
      chains.push(chain);
    };
    for (const e of edges) {
      const begins = isJunction[from[e]!] === 1 || arriving[from[e]!]! < 0;
      if (isUsed[e] === 0 && begins) follow(e);
    }
    // What is left runs in circles.
    for (const e of edges) if (isUsed[e] === 0) follow(e);
    for (const e of edges) {
      leaving[from[e]!] = -1;
      arriving[to[e]!] = -1;
    }
    return chains;
  }
}

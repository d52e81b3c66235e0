import type { Point } from './plane.ts';

/** What a grid gives back: which line, and which of its segments. */
export interface SegmentKey {
  owner: number;
  index: number;
}

/** Square cells that say which segments may lie near another one. */
export class SegmentGrid {
  private readonly cellMetres: number;
  private readonly cells = new Map<string, SegmentKey[]>();

  constructor(cellMetres: number) {
    this.cellMetres = cellMetres;
  }

  add(a: Point, b: Point, key: SegmentKey): void {
    for (const cell of this.cellsOf(a, b)) {
      const members = this.cells.get(cell);
      if (members) members.push(key);
      else this.cells.set(cell, [key]);
    }
  }

  /** Each segment whose box shares a cell with the box of a–b, once. */
  near(a: Point, b: Point): SegmentKey[] {
    const found = new Set<SegmentKey>();
    for (const cell of this.cellsOf(a, b)) {
      for (const key of this.cells.get(cell) ?? []) found.add(key);
    }
    return [...found];
  }

  private *cellsOf(a: Point, b: Point): Generator<string> {
    const low = (i: 0 | 1) => Math.floor(Math.min(a[i], b[i]) / this.cellMetres);
    const high = (i: 0 | 1) => Math.floor(Math.max(a[i], b[i]) / this.cellMetres);
    for (let x = low(0); x <= high(0); x++) {
      for (let y = low(1); y <= high(1); y++) yield `${x} ${y}`;
    }
  }
}

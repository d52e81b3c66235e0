import Flatbush from 'flatbush';
import { noteShape } from './kept-shapes.ts';

/** Up to this many boxes are compared with each other directly: a grid would cost more. */
const FEW = 48;
/** Cells a box has on average at most, and comparisons within cells; beyond that a tree does better. */
const CELLS_PER_BOX = 4;
const COMPARISONS_PER_BOX = 64;

/**
 * Who is shown pairs. An object with a method and not a function made for the occasion: what V8 compiles of
 * that one is thrown away with it.
 */
export interface PairVisitor {
  visitPair(first: number, second: number): void;
}

/**
 * Which boxes come near which. A uniform grid, as the boxes of a map are mostly of one size; a tree
 * where they are so uneven that cells would overflow. Boxes are left, bottom, right and top, four
 * numbers each.
 */
export class BoxGrid {
  readonly count: number;
  private readonly boxes: Float64Array;
  private tree: Flatbush | null = null;

  constructor(boxes: Float64Array) {
    this.boxes = boxes;
    this.count = boxes.length / 4;
  }

  /** Visits each pair of boxes within `pad` of each other, the lower index first, once. */
  visitNearPairs(pad: number, visitor: PairVisitor): void {
    const { boxes, count } = this;
    if (count <= FEW) {
      for (let c = 0; c < count; c++) {
        for (let d = c + 1; d < count; d++) {
          if (areNear(boxes, c, boxes, d, pad)) visitor.visitPair(c, d);
        }
      }
      return;
    }
    const cells = sortIntoCells(boxes, pad);
    if (cells !== null) {
      visitPairsInCells(cells, boxes, pad, visitor);
      return;
    }
    const tree = this.treeOfBoxes();
    for (let c = 0; c < count; c++) {
      const at = 4 * c;
      const near = tree.search(
        boxes[at]! - pad,
        boxes[at + 1]! - pad,
        boxes[at + 2]! + pad,
        boxes[at + 3]! + pad,
      );
      for (const d of near) if (d > c) visitor.visitPair(c, d);
    }
  }

  /** The boxes that meet a box, each once. */
  listMeeting(minX: number, minY: number, maxX: number, maxY: number): number[] {
    const { boxes, count } = this;
    if (count > FEW) return this.treeOfBoxes().search(minX, minY, maxX, maxY);
    const met: number[] = [];
    for (let c = 0; c < count; c++) if (meetsBox(boxes, c, minX, minY, maxX, maxY)) met.push(c);
    return met;
  }

  private treeOfBoxes(): Flatbush {
    if (this.tree !== null) return this.tree;
    const { boxes, count } = this;
    const tree = new Flatbush(count);
    for (let at = 0; at < 4 * count; at += 4) {
      tree.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
    }
    tree.finish();
    this.tree = tree;
    return tree;
  }
}

interface Grid {
  minX: number;
  minY: number;
  /** Side of a cell. */
  cell: number;
  columns: number;
  rows: number;
}

/** Boxes by the cells that they, padded, reach into: `list[start[cell] … start[cell + 1])`, ascending. */
interface Cells {
  grid: Grid;
  start: Int32Array;
  list: Int32Array;
}

/** A pair is told in one of its common cells: that of the lower left corner of what both share. */
function visitPairsInCells(
  { grid, start, list }: Cells,
  boxes: Float64Array,
  pad: number,
  visitor: PairVisitor,
): void {
  for (let cell = 0; cell < start.length - 1; cell++) {
    const end = start[cell + 1]!;
    for (let i = start[cell]!; i < end; i++) {
      const c = list[i]!;
      for (let j = i + 1; j < end; j++) {
        const d = list[j]!;
        if (!areNear(boxes, c, boxes, d, pad)) continue;
        const x = Math.max(boxes[4 * c]!, boxes[4 * d]!) - pad;
        const y = Math.max(boxes[4 * c + 1]!, boxes[4 * d + 1]!) - pad;
        if (rowOf(grid, y) * grid.columns + columnOf(grid, x) === cell) visitor.visitPair(c, d);
      }
    }
  }
}

/** Null where the boxes are too uneven for a grid. */
function sortIntoCells(boxes: Float64Array, pad: number): Cells | null {
  const grid = layGrid(boxes);
  if (grid === null) return null;
  const start = countInCells(grid, boxes, pad);
  if (start === null) return null;
  return noteShape({ grid, start, list: fillCells(grid, boxes, pad, start) });
}

/** End of each cell's list; null past the budgets. */
function countInCells(grid: Grid, boxes: Float64Array, pad: number): Int32Array | null {
  const { columns, rows } = grid;
  const count = boxes.length / 4;
  const cells = columns * rows;
  const start = new Int32Array(cells + 1);
  let entries = 0;
  for (let c = 0; c < count; c++) {
    const left = columnOf(grid, boxes[4 * c]! - pad);
    const right = columnOf(grid, boxes[4 * c + 2]! + pad);
    const bottom = rowOf(grid, boxes[4 * c + 1]! - pad);
    const top = rowOf(grid, boxes[4 * c + 3]! + pad);
    entries += (right - left + 1) * (top - bottom + 1);
    if (entries > CELLS_PER_BOX * count) return null;
    for (let row = bottom; row <= top; row++) {
      for (let cell = row * columns + left; cell <= row * columns + right; cell++) start[cell]!++;
    }
  }
  let comparisons = 0;
  for (let cell = 0; cell < cells; cell++) {
    comparisons += start[cell]! ** 2 / 2;
    if (cell > 0) start[cell]! += start[cell - 1]!;
  }
  start[cells] = entries;
  return comparisons > COMPARISONS_PER_BOX * count ? null : start;
}

/** Fills the lists from their ends, so that `start` is what it says afterwards. */
function fillCells(grid: Grid, boxes: Float64Array, pad: number, start: Int32Array): Int32Array {
  const { columns } = grid;
  const list = new Int32Array(start[start.length - 1]!);
  for (let c = boxes.length / 4 - 1; c >= 0; c--) {
    const left = columnOf(grid, boxes[4 * c]! - pad);
    const right = columnOf(grid, boxes[4 * c + 2]! + pad);
    const top = rowOf(grid, boxes[4 * c + 3]! + pad);
    for (let row = rowOf(grid, boxes[4 * c + 1]! - pad); row <= top; row++) {
      for (let cell = row * columns + left; cell <= row * columns + right; cell++) {
        list[--start[cell]!] = c;
      }
    }
  }
  return list;
}

/** About one cell a box, but none smaller than the mean box. */
function layGrid(boxes: Float64Array): Grid | null {
  const count = boxes.length / 4;
  let [minX, minY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxX, maxY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let extents = 0;
  for (let at = 0; at < boxes.length; at += 4) {
    minX = Math.min(minX, boxes[at]!);
    minY = Math.min(minY, boxes[at + 1]!);
    maxX = Math.max(maxX, boxes[at + 2]!);
    maxY = Math.max(maxY, boxes[at + 3]!);
    extents += boxes[at + 2]! - boxes[at]! + (boxes[at + 3]! - boxes[at + 1]!);
  }
  const width = maxX - minX;
  const height = maxY - minY;
  const cell = Math.max(
    Math.sqrt((width * height) / count),
    (width + height) / count,
    extents / (2 * count),
  );
  if (!(cell > 0 && Number.isFinite(cell))) return null;
  const columns = Math.floor(width / cell) + 1;
  const rows = Math.floor(height / cell) + 1;
  return noteShape({ minX, minY, cell, columns, rows });
}

const columnOf = ({ minX, cell, columns }: Grid, x: number): number =>
  Math.max(0, Math.min(columns - 1, Math.floor((x - minX) / cell)));

const rowOf = ({ minY, cell, rows }: Grid, y: number): number =>
  Math.max(0, Math.min(rows - 1, Math.floor((y - minY) / cell)));

/** Do box a of some and box b of others come within `pad` on both axes? */
export const areNear = (
  boxes: Float64Array,
  a: number,
  others: Float64Array,
  b: number,
  pad: number,
): boolean =>
  boxes[4 * a]! <= others[4 * b + 2]! + pad &&
  others[4 * b]! <= boxes[4 * a + 2]! + pad &&
  boxes[4 * a + 1]! <= others[4 * b + 3]! + pad &&
  others[4 * b + 1]! <= boxes[4 * a + 3]! + pad;

export const meetsBox = (
  boxes: Float64Array,
  a: number,
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
): boolean =>
  boxes[4 * a]! <= maxX &&
  minX <= boxes[4 * a + 2]! &&
  boxes[4 * a + 1]! <= maxY &&
  minY <= boxes[4 * a + 3]!;

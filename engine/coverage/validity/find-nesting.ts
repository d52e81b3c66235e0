import Flatbush from 'flatbush';
import { side } from '../../geometry/predicates.ts';
import type { Position } from '../types.ts';
import { pairKey } from './group-overlaps.ts';
import type { ProblemDraft } from './invalidity-problem.ts';
import { sectorSide } from './relate-segments.ts';
import { lowestVertexOf, type RingTable } from './ring-table.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Points located before the search stops: about a second. Only deep nesting needs so many. */
const LOCATION_BUDGET = 300_000;

/**
 * Holes outside their shell, holes in holes, and parts in parts. Only rings that do not cross are
 * compared: of two such rings one lies wholly inside the other, or outside it. A ring that lies in
 * several others is reported for the first of them.
 */
export function findNesting(
  index: SegmentIndex,
  conflictingPairs: ReadonlySet<string>,
): { drafts: ProblemDraft[]; isComplete: boolean } {
  const { table } = index;
  const drafts: ProblemDraft[] = [];
  if (table.rings < 2) return { drafts, isComplete: true };
  const nested = new NestedRings(index, conflictingPairs);
  const shellOf = new Map<number, number>();
  for (let r = 0; r < table.rings; r++) {
    if (table.ringOf[r] === 0) shellOf.set(table.polygonOf[r]!, r);
  }
  for (let r = 0; r < table.rings && nested.hasBudget; r++) {
    if (table.ringOf[r] === 0) {
      const outer = shellAround(table, nested, r);
      if (outer !== undefined) drafts.push(draftOf(table, 'nested-parts', r, outer));
      continue;
    }
    const shell = shellOf.get(table.polygonOf[r]!);
    if (shell !== undefined && nested.isOutside(r, shell)) {
      drafts.push(draftOf(table, 'hole-outside-shell', r, shell));
    }
    const outer = holeAround(table, nested, r, table.polygonOf[r]!);
    if (outer !== undefined) drafts.push(draftOf(table, 'nested-holes', r, outer));
  }
  return { drafts, isComplete: nested.hasBudget };
}

/** The shell of another part that shell r lies in, unless it lies in a hole of that part. */
function shellAround(table: RingTable, nested: NestedRings, r: number): number | undefined {
  const isOtherShell = (other: number): boolean =>
    table.polygonOf[other] !== table.polygonOf[r] && table.ringOf[other] === 0;
  for (const outer of nested.around(r, isOtherShell)) {
    const hole = holeAround(table, nested, r, table.polygonOf[outer]!);
    if (hole === undefined && nested.hasBudget) return outer;
  }
  return undefined;
}

/** The hole of a part that ring r lies in. */
function holeAround(
  table: RingTable,
  nested: NestedRings,
  r: number,
  polygon: number,
): number | undefined {
  const isHole = (other: number): boolean =>
    table.polygonOf[other] === polygon && table.ringOf[other] !== 0;
  return nested.around(r, isHole).next().value;
}

function draftOf(
  table: RingTable,
  kind: ProblemDraft['kind'],
  inner: number,
  outer: number,
): ProblemDraft {
  const v = lowestVertexOf(table, inner);
  return {
    kind,
    location: [table.xs[v]!, table.ys[v]!],
    polygon: table.polygonOf[inner]!,
    ring: table.ringOf[inner]!,
    other: { polygon: table.polygonOf[outer]!, ring: table.ringOf[outer]! },
  };
}

/** The box of each ring, under an index. */
class RingBoxes {
  private readonly boxes: Float64Array;
  private readonly tree: Flatbush;

  constructor({ rings, xs, ys, start }: RingTable) {
    this.boxes = new Float64Array(rings * 4);
    this.tree = new Flatbush(rings);
    for (let r = 0; r < rings; r++) {
      let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let v = start[r]!; v < start[r + 1]!; v++) {
        minX = Math.min(minX, xs[v]!);
        minY = Math.min(minY, ys[v]!);
        maxX = Math.max(maxX, xs[v]!);
        maxY = Math.max(maxY, ys[v]!);
      }
      this.boxes.set([minX, minY, maxX, maxY], r * 4);
      this.tree.add(minX, minY, maxX, maxY);
    }
    this.tree.finish();
  }

  contains(outer: number, inner: number): boolean {
    const b = this.boxes;
    const [o, i] = [outer * 4, inner * 4];
    return (
      b[o]! <= b[i]! && b[o + 1]! <= b[i + 1]! && b[o + 2]! >= b[i + 2]! && b[o + 3]! >= b[i + 3]!
    );
  }

  /** Rings other than r whose box contains the box of r, in order. */
  containing(r: number, isWanted: (ring: number) => boolean): number[] {
    const [x, y] = [this.boxes[r * 4]!, this.boxes[r * 4 + 1]!];
    return this.tree
      .search(x, y, x, y, (other) => other !== r && isWanted(other) && this.contains(other, r))
      .sort((a, b) => a - b);
  }
}

class NestedRings {
  private readonly index: SegmentIndex;
  private readonly boxes: RingBoxes;
  private readonly conflictingPairs: ReadonlySet<string>;
  private locationsLeft = LOCATION_BUDGET;

  constructor(index: SegmentIndex, conflictingPairs: ReadonlySet<string>) {
    this.index = index;
    this.boxes = new RingBoxes(index.table);
    this.conflictingPairs = conflictingPairs;
  }

  get hasBudget(): boolean {
    return this.locationsLeft > 0;
  }

  /** The wanted rings that hold ring r, in order, as long as there is budget. */
  *around(r: number, isWanted: (ring: number) => boolean): Generator<number, undefined> {
    for (const other of this.boxes.containing(r, isWanted)) {
      if (!this.hasBudget) return;
      if (!this.conflict(r, other) && this.isInside(r, other)) yield other;
    }
    return;
  }

  /** Does ring r lie outside the outer ring without crossing it? */
  isOutside(r: number, outer: number): boolean {
    if (this.conflict(r, outer)) return false;
    return !(this.boxes.contains(outer, r) && this.isInside(r, outer));
  }

  private conflict(a: number, b: number): boolean {
    return this.conflictingPairs.has(pairKey(a, b));
  }

  /** One vertex decides that is not on the other ring; when all are on it, the way a side leaves it. */
  private isInside(inner: number, outer: number): boolean {
    const { xs, ys, start } = this.index.table;
    for (let v = start[inner]!; v < start[inner + 1]!; v++) {
      this.locationsLeft--;
      const where = this.index.locate(outer, xs[v]!, ys[v]!);
      if (where !== 0) return where > 0;
    }
    return this.leavesInwards(start[inner]!, outer);
  }

  private leavesInwards(v: number, outer: number): boolean {
    const { xs, ys, next, previous } = this.index.table;
    const [x, y] = [xs[v]!, ys[v]!];
    const s = this.index.segmentThrough(outer, x, y);
    if (s < 0) return false;
    const isVertex = xs[s] === x && ys[s] === y;
    const before: Position = isVertex ? [xs[previous[s]!]!, ys[previous[s]!]!] : [xs[s]!, ys[s]!];
    const after: Position = [xs[next[s]!]!, ys[next[s]!]!];
    const to: Position = [xs[next[v]!]!, ys[next[v]!]!];
    // The inside of a counterclockwise ring is swept counterclockwise from where it goes to
    // where it comes from.
    return this.isCounterclockwise(outer)
      ? sectorSide(x, y, after, before, to) > 0
      : sectorSide(x, y, before, after, to) > 0;
  }

  private isCounterclockwise(r: number): boolean {
    const { table } = this.index;
    const { xs, ys, next, previous } = table;
    const v = lowestVertexOf(table, r);
    const [p, n] = [previous[v]!, next[v]!];
    return side(xs[p]!, ys[p]!, xs[v]!, ys[v]!, xs[n]!, ys[n]!) > 0;
  }
}

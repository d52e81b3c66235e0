import Flatbush from 'flatbush';
import { side } from '../../geometry/predicates.ts';
import type { Position } from '../types.ts';
import { pairKey } from './group-overlaps.ts';
import type { ProblemDraft } from './invalidity-problem.ts';
import { sectorSide } from './relate-segments.ts';
import { lowestVertexOf, type RingTable } from './ring-table.ts';
import type { SegmentIndex } from './segment-index.ts';

/**
 * Holes outside their shell, holes in holes, and parts in parts. Only rings that do not cross are
 * compared: of two such rings one lies wholly inside the other, or outside it.
 */
export function findNesting(
  index: SegmentIndex,
  conflictingPairs: ReadonlySet<string>,
): ProblemDraft[] {
  const { table } = index;
  if (table.rings < 2) return [];
  const boxes = new RingBoxes(table);
  const nested = new NestedRings(index, boxes, conflictingPairs);
  const rings = Array.from({ length: table.rings }, (_, r) => r);
  const shellOf = new Map<number, number>();
  for (const r of rings) if (table.ringOf[r] === 0) shellOf.set(table.polygonOf[r]!, r);
  return rings.flatMap((r) =>
    table.ringOf[r] === 0
      ? findShellInParts(table, nested, r)
      : findMisplacedHole(table, nested, r, shellOf.get(table.polygonOf[r]!)),
  );
}

function findMisplacedHole(
  table: RingTable,
  nested: NestedRings,
  hole: number,
  shell: number | undefined,
): ProblemDraft[] {
  const drafts: ProblemDraft[] = [];
  if (shell !== undefined && nested.isOutside(hole, shell)) {
    drafts.push(draftOf(table, 'hole-outside-shell', hole, shell));
  }
  for (const other of nested.around(hole)) {
    if (table.polygonOf[other] === table.polygonOf[hole] && table.ringOf[other] !== 0) {
      drafts.push(draftOf(table, 'nested-holes', hole, other));
    }
  }
  return drafts;
}

/** A shell inside another part's shell is only right inside one of that part's holes. */
function findShellInParts(table: RingTable, nested: NestedRings, shell: number): ProblemDraft[] {
  const around = nested.around(shell).filter((r) => table.polygonOf[r] !== table.polygonOf[shell]);
  const inHoleOf = new Set(
    around.filter((r) => table.ringOf[r] !== 0).map((r) => table.polygonOf[r]!),
  );
  return around
    .filter((r) => table.ringOf[r] === 0 && !inHoleOf.has(table.polygonOf[r]!))
    .map((r) => draftOf(table, 'nested-parts', shell, r));
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
  containing(r: number): number[] {
    const [x, y] = [this.boxes[r * 4]!, this.boxes[r * 4 + 1]!];
    return this.tree
      .search(x, y, x, y, (other) => other !== r && this.contains(other, r))
      .sort((a, b) => a - b);
  }
}

class NestedRings {
  private readonly index: SegmentIndex;
  private readonly boxes: RingBoxes;
  private readonly conflictingPairs: ReadonlySet<string>;

  constructor(index: SegmentIndex, boxes: RingBoxes, conflictingPairs: ReadonlySet<string>) {
    this.index = index;
    this.boxes = boxes;
    this.conflictingPairs = conflictingPairs;
  }

  /** The rings that hold ring r. */
  around(r: number): number[] {
    return this.boxes
      .containing(r)
      .filter((other) => !this.conflict(r, other) && this.isInside(r, other));
  }

  isOutside(inner: number, outer: number): boolean {
    if (this.conflict(inner, outer)) return false;
    return !(this.boxes.contains(outer, inner) && this.isInside(inner, outer));
  }

  private conflict(a: number, b: number): boolean {
    return this.conflictingPairs.has(pairKey(a, b));
  }

  /** One vertex decides that is not on the other ring; when all are on it, the way a side leaves it. */
  private isInside(inner: number, outer: number): boolean {
    const { xs, ys, start } = this.index.table;
    for (let v = start[inner]!; v < start[inner + 1]!; v++) {
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

import { PointIndex } from '../../geometry/point-index.ts';
import { LATTICE } from './plane.ts';
import { type Point, type Strand, withPoints } from './strand.ts';

/**
 * Makes one of vertices that lie within a distance of one another: each goes to the first, by
 * coordinates, that stands there already. The order of strands does not matter.
 * @param fixed how many strands, from the first on, have vertices that others go to
 */
export function weldVertices(strands: readonly Strand[], within: number, fixed = 0): Strand[] {
  const points = new PointIndex(strands.reduce((sum, strand) => sum + strand.points.length, 0));
  const ids = strands.map((strand) => Int32Array.from(strand.points, (p) => addTo(points, p)));
  let anchors = 0;
  for (const own of ids.slice(0, fixed)) for (const id of own) anchors = Math.max(anchors, id + 1);
  const welded = weld(points, Math.round(within * LATTICE), anchors);
  if (welded === null) return [...strands];
  return strands.flatMap((strand, s) => {
    const own = ids[s]!;
    if (own.every((id) => welded[id] === id)) return [strand];
    return withPoints(
      strand,
      strand.points.map((p, i) => {
        const id = welded[own[i]!]!;
        return id === own[i] ? p : [points.xs[id]! / LATTICE, points.ys[id]! / LATTICE];
      }),
    );
  });
}

const addTo = (points: PointIndex, [x, y]: Point): number =>
  points.add(Math.round(x * LATTICE), Math.round(y * LATTICE));

/** The point that each goes to; null where all stay. The first `anchors` points come first. */
function weld({ xs, ys, size }: PointIndex, within: number, anchors: number): Int32Array | null {
  const order = Int32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => Number(a >= anchors) - Number(b >= anchors) || xs[a]! - xs[b]! || ys[a]! - ys[b]!,
  );
  const welded = Int32Array.from({ length: size }, (_, i) => i);
  // Cells as wide as the distance; those that stay are chained in each.
  const cells = new PointIndex(size);
  const head = new Int32Array(size).fill(-1);
  const next = new Int32Array(size).fill(-1);
  const findNear = (id: number, cell: number): number => {
    if (cell < 0) return -1;
    for (let other = head[cell]!; other >= 0; other = next[other]!) {
      if (Math.hypot(xs[other]! - xs[id]!, ys[other]! - ys[id]!) <= within) return other;
    }
    return -1;
  };
  let isAny = false;
  for (const id of order) {
    const column = Math.floor(xs[id]! / within);
    const row = Math.floor(ys[id]! / within);
    let kept = -1;
    for (let i = 0; i < 9 && kept < 0; i++) {
      kept = findNear(id, cells.find(column - 1 + Math.floor(i / 3), row - 1 + (i % 3)));
    }
    if (kept >= 0) {
      welded[id] = kept;
      isAny = true;
      continue;
    }
    const cell = cells.add(column, row);
    next[id] = head[cell]!;
    head[cell] = id;
  }
  return isAny ? welded : null;
}

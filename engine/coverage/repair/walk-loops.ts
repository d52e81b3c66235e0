import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type { Scope } from './scope.ts';

/**
 * Simple closed walks of half-edges around a connected group of faces, the land on their left: the
 * shell counter-clockwise first, then the holes. A walk that touches itself at a vertex is cut there.
 * @param boundary the half-edges of the group's boundary
 */
export function loopsAround(
  scope: Scope,
  group: readonly number[],
  boundary: readonly number[],
): number[][] {
  const { noded, faces } = scope.arrangement;
  const inside = new Set(group);
  const seen = new Set<number>();
  const loops: number[][] = [];
  for (const first of boundary) {
    if (seen.has(first)) continue;
    const walk: number[] = [];
    for (let h = first; !seen.has(h); ) {
      seen.add(h);
      walk.push(h);
      h = faces.next[h]!;
      // Edges inside the group are stepped over.
      while (inside.has(faces.faceOf[twinOf(h)]!)) h = faces.next[twinOf(h)]!;
    }
    loops.push(...cutAtRepeatedVertices(walk, (h) => halfEdgeOrigin(noded, h)));
  }
  const areas = new Map(loops.map((loop) => [loop, signedArea(scope, loop)]));
  return loops.sort((a, b) => areas.get(b)! - areas.get(a)!);
}

function signedArea({ arrangement: { noded } }: Scope, loop: readonly number[]): number {
  const { xs, ys } = noded.points;
  const origin = halfEdgeOrigin(noded, loop[0]!);
  let sum = 0;
  for (const halfEdge of loop) {
    const a = halfEdgeOrigin(noded, halfEdge);
    const b = halfEdgeOrigin(noded, twinOf(halfEdge));
    sum +=
      (xs[a]! - xs[origin]!) * (ys[b]! - ys[origin]!) -
      (xs[b]! - xs[origin]!) * (ys[a]! - ys[origin]!);
  }
  return sum;
}

/** Splits a closed walk into simple ones. Walks along a dangling edge and back vanish. */
function cutAtRepeatedVertices(
  walk: readonly number[],
  originOf: (halfEdge: number) => number,
): number[][] {
  const loops: number[][] = [];
  const path: number[] = [];
  const place = new Map<number, number>();
  for (const halfEdge of walk) {
    const vertex = originOf(halfEdge);
    const at = place.get(vertex);
    if (at !== undefined) {
      const loop = path.splice(at);
      for (const h of loop) place.delete(originOf(h));
      if (loop.length > 2) loops.push(loop);
    }
    place.set(vertex, path.length);
    path.push(halfEdge);
  }
  if (path.length > 2) loops.push(path);
  return loops;
}

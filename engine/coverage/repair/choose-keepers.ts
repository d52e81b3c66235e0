import { halfEdgeOrigin } from '../trace-faces.ts';
import type { OwnVertices } from './own-vertices.ts';
import type { RepairRegion } from './regions.ts';
import { boundaryOf, faceBeyond, type Scope } from './scope.ts';

/** Which of two communities keeps its line where both drew nearly the same border. */
export interface Keepers {
  /** −1 when the two have no such border. */
  of(a: number, b: number): number;
}

/**
 * One keeper for each pair, so that a border drawn twice becomes one of the two lines and not a
 * patchwork of both: the one with more vertices along the hairlines, that is the more detailed line;
 * of equals the first.
 */
export function chooseKeepers(
  scope: Scope,
  own: OwnVertices,
  hairlines: readonly RepairRegion[],
): Keepers {
  const { noded } = scope.arrangement;
  const count = scope.communities.length;
  const votes = new Map<number, number>();
  for (const { faces, owners } of hairlines) {
    const boundary = boundaryOf(scope, faces);
    const sides = new Set(
      owners.length > 0
        ? owners
        : boundary.flatMap((halfEdge) => scope.owners[faceBeyond(scope, halfEdge)]!),
    );
    if (sides.size !== 2) continue;
    const [a, b] = [...sides].sort((p, q) => p - q) as [number, number];
    let balance = votes.get(a * count + b) ?? 0;
    for (const halfEdge of boundary) {
      const vertex = halfEdgeOrigin(noded, halfEdge);
      if (own.positionsOf[a]!.has(vertex)) balance++;
      if (own.positionsOf[b]!.has(vertex)) balance--;
    }
    votes.set(a * count + b, balance);
  }
  return {
    of(a, b) {
      const [first, second] = a < b ? [a, b] : [b, a];
      const balance = votes.get(first * count + second);
      return balance === undefined ? -1 : balance >= 0 ? first : second;
    },
  };
}

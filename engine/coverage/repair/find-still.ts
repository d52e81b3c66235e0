import type { Scope } from './scope.ts';

/**
 * Owners that keep every face they had, and on whose edges no vertex of another lies: their rings
 * stay as they are, and need not be traced. The last is the jurisdiction.
 * @param owners who stands on each face from now on
 * @returns 1 for each of them
 */
export function findStill(
  { arrangement: { noded }, communities, owners: before, pieces }: Scope,
  owners: readonly (readonly number[])[],
): Uint8Array {
  const count = communities.length;
  const isStill = new Uint8Array(count + 1).fill(1);
  owners.forEach((after, face) => {
    const given = before[face]!;
    if (after === given) return;
    for (const owner of after) if (!given.includes(owner)) isStill[owner] = 0;
    for (const owner of given) if (!after.includes(owner)) isStill[owner] = 0;
  });
  const { edgeFrom, edgeTo, edgeStart, edgePolygons, edgeSources, polygonOwner } = noded;
  const { sourceFrom, sourceTo } = noded;
  for (let e = 0; e < edgeFrom.length; e++) {
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      const source = edgeSources[i]!;
      if (edgeFrom[e] === sourceFrom[source] && edgeTo[e] === sourceTo[source]) continue;
      const owner = polygonOwner[edgePolygons[i]!]!;
      // Behind the communities stand the pieces of divisions, and last the outline.
      if (owner < count) isStill[owner] = 0;
      else if (owner === count + pieces.length) isStill[count] = 0;
    }
  }
  return isStill;
}

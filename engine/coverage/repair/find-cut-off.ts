import { connectFaces } from '../arrangement.ts';
import type { Ownership } from './ownership.ts';
import { areaOfFaces, boundaryOf, faceBeyond, type Scope } from './scope.ts';

const NEW_LAND = -1;

/** Land of a community that lies apart from the rest of it. */
export interface CutOff {
  faces: number[];
  /** Plane area of what it had of it in the input. */
  planeAreaBefore: number;
}

/**
 * Pieces of a community that hung together with the rest of it in the input and no longer do, but for the piece
 * with the most of each original part, smaller ones first; and land that it gained without a border to what it had.
 */
export function findCutOff(scope: Scope, ownership: Ownership, owner: number): CutOff[] {
  const { arrangement, facesOf } = scope;
  const parts = connectFaces(arrangement, ownership.facesOf(owner));
  if (parts.length < 2) return [];
  const wholeOf = new Map<number, number>();
  connectFaces(arrangement, facesOf[owner]!).forEach((whole, i) => {
    for (const face of whole) wholeOf.set(face, i);
  });
  const groups = new Map<number, CutOff[]>();
  for (const faces of parts) {
    const had = faces.filter((face) => wholeOf.has(face));
    const key = had.length === 0 ? NEW_LAND : wholeOf.get(had[0]!)!;
    const part = { faces, planeAreaBefore: areaOfFaces(scope, had) };
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups].flatMap(([origin, group]) => {
    const bySize = group.sort(
      (a, b) =>
        a.planeAreaBefore - b.planeAreaBefore ||
        areaOfFaces(scope, a.faces) - areaOfFaces(scope, b.faces),
    );
    return origin === NEW_LAND ? bySize : bySize.slice(0, -1);
  });
}

/** Communities beyond a border of the faces that both sides already drew alike. */
export function ownersAcrossMatchedBorder(
  scope: Scope,
  ownership: Ownership,
  claims: readonly (readonly number[])[],
  faces: readonly number[],
): Set<number> {
  const owners = new Set<number>();
  const { faceOf } = scope.arrangement.faces;
  for (const halfEdge of boundaryOf(scope, faces)) {
    const beyond = faceBeyond(scope, halfEdge);
    const isAsGiven = [faceOf[halfEdge]!, beyond].every(
      (face) => claims[face]!.length === 1 && claims[face]![0] === ownership.of[face]![0],
    );
    if (isAsGiven) owners.add(claims[beyond]![0]!);
  }
  return owners;
}

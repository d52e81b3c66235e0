import { connectFaces } from '../arrangement.ts';
import type { Ownership } from './ownership.ts';
import { areaOfFaces, boundaryOf, faceBeyond, type Scope } from './scope.ts';

const NEW_LAND = -1;

/**
 * Pieces of a community that hung together with the rest of it in the input and no longer do, the
 * largest piece of each original part left out, smaller ones first; and land that it gained without
 * a border to what it had.
 */
export function findCutOff(scope: Scope, ownership: Ownership, owner: number): number[][] {
  const { arrangement, facesOf } = scope;
  const parts = connectFaces(arrangement, ownership.facesOf(owner));
  if (parts.length < 2) return [];
  const wholeOf = new Map<number, number>();
  connectFaces(arrangement, facesOf[owner]!).forEach((whole, i) => {
    for (const face of whole) wholeOf.set(face, i);
  });
  const groups = new Map<number, number[][]>();
  for (const part of parts) {
    const origin = part.map((face) => wholeOf.get(face)).find((whole) => whole !== undefined);
    const key = origin ?? NEW_LAND;
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups].flatMap(([origin, group]) => {
    const bySize = group.sort((a, b) => areaOfFaces(scope, a) - areaOfFaces(scope, b));
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

import { buildArrangement, connectFaces, ownersOf } from '../coverage/arrangement.ts';
import { twinOf } from '../coverage/trace-faces.ts';
import { traceRegion } from '../coverage/trace-region.ts';
import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * The outline of several areas together, with everything that they enclose: a hole between
 * communities is ground of their jurisdiction in no community. Parts that touch in a point stay
 * apart. Null when the areas cover nothing.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function communitiesOutline(areas: readonly AreaGeometry[]): AreaGeometry | null {
  const arrangement = buildArrangement(areas, null);
  const { faces, boundaries } = arrangement;
  // What the outside reaches without crossing an area is not enclosed.
  const isOpen = new Uint8Array(faces.faceCount);
  isOpen[0] = 1;
  const reached = [0];
  for (let at = 0; at < reached.length; at++) {
    const face = reached[at]!;
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const other = faces.faceOf[twinOf(boundaries.list[i]!)]!;
      if (isOpen[other] === 1 || ownersOf(arrangement, other).length > 0) continue;
      isOpen[other] = 1;
      reached.push(other);
    }
  }
  const enclosed = Array.from(isOpen.keys()).filter((face) => isOpen[face] === 0);
  const parts: Position[][][] = connectFaces(arrangement, enclosed)
    .map((group) => traceRegion(arrangement, group).rings)
    .filter((rings) => rings.length > 0);
  if (parts.length === 0) return null;
  return parts.length === 1
    ? { type: 'Polygon', coordinates: parts[0]! }
    : { type: 'MultiPolygon', coordinates: parts };
}

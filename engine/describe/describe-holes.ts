import type { Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import { placeInside } from '../rules/place-inside.ts';
import { canonicalRing } from './flat-ring.ts';
import type { GroundBeyond } from './ground-beyond.ts';
import type { HoleFigures, PartDescription } from './types.ts';

/** What lies in the holes of a community's part. */
export function describeHoles(
  own: string,
  holes: readonly Position[][],
  ground: GroundBeyond,
): Pick<PartDescription, 'enclosed' | 'emptyHoles' | 'foreignHoles'> {
  const enclosed = new Set<string>();
  const empty: Position[][] = [];
  const foreign: Position[][] = [];
  for (const hole of holes) {
    const places = placesIn(hole);
    if (places.length === 0) continue;
    const inside = ground.communitiesAt(own, places);
    for (const id of inside) enclosed.add(id);
    if (inside.length > 0) continue;
    (ground.isOutside(places) ? foreign : empty).push(hole);
  }
  return {
    enclosed: [...enclosed],
    emptyHoles: figuresOf(empty),
    foreignHoles: figuresOf(foreign),
  };
}

const figuresOf = (holes: readonly Position[][]): HoleFigures => ({
  count: holes.length,
  areaSquareMetres: holes.reduce((sum, hole) => sum + polygonArea([hole]), 0),
});

/** The place deepest inside a hole, and those just inside its convex corners. */
function placesIn(hole: readonly Position[]): Position[] {
  const ring = canonicalRing(hole);
  if (ring === null) return [];
  const { positions } = ring;
  const corners = positions.slice(1).flatMap((b, i) => {
    const a = positions[i]!;
    const c = positions[i + 2] ?? positions[1]!;
    const turn = (b[0]! - a[0]!) * (c[1]! - b[1]!) - (b[1]! - a[1]!) * (c[0]! - b[0]!);
    // Where the clockwise ring turns to the right, the triangle lies inside near its corner.
    if (turn >= 0) return [];
    const middle = [(a[0]! + c[0]!) / 2, (a[1]! + c[1]!) / 2];
    return [[b[0]! + 0.01 * (middle[0]! - b[0]!), b[1]! + 0.01 * (middle[1]! - b[1]!)]];
  });
  return [placeInside({ type: 'Polygon', coordinates: [positions] }), ...corners];
}

import { connectFaces } from '../../coverage/arrangement.ts';
import { traceRegion } from '../../coverage/trace-region.ts';
import type { Position } from '../../coverage/types.ts';
import { AreaLocator } from '../../describe/area-locator.ts';
import { nearestOnLines } from '../nearest-on-line.ts';
import { type Box, lineBox } from './area-box.ts';
import type { LocalGround } from './local-ground.ts';

/** A connected group of faces. */
export interface FaceRegion {
  faces: number[];
  rings: Position[][];
  box: Box;
}

/** A region this near to a place is meant by it, when none contains it: hairlines are hard to hit. Metres. */
const NEAR_METRES = 1;

/** Connected groups of faces, traced. Those that are lines without area have no rings. */
export function traceGroups(ground: LocalGround, faces: readonly number[]): FaceRegion[] {
  const { arrangement } = ground.scope;
  return connectFaces(arrangement, faces).map((group) => {
    const { rings } = traceRegion(arrangement, group);
    return { faces: group, rings, box: lineBox(rings.flat()) };
  });
}

/** The region over a place, or else the nearest within a metre. */
export function regionAt(regions: readonly FaceRegion[], at: Position): FaceRegion | null {
  const over = regions.find(
    ({ rings }) =>
      rings.length > 0 && new AreaLocator({ type: 'Polygon', coordinates: rings }).contains(at),
  );
  if (over !== undefined) return over;
  let best: { region: FaceRegion; distance: number } | null = null;
  for (const region of regions) {
    const distance = nearestOnLines(region.rings, at)?.distanceMetres ?? Number.POSITIVE_INFINITY;
    if (distance <= NEAR_METRES && (best === null || distance < best.distance)) {
      best = { region, distance };
    }
  }
  return best?.region ?? null;
}

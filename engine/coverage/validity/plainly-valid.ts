import { side } from '../../geometry/predicates.ts';
import type { AreaGeometry, Position } from '../types.ts';

/** Comparing each pair of segments is quicker than an index up to about so many. */
const MOST_SEGMENTS = 64;

/**
 * Is an area valid beyond doubt: one ring of few vertices, closed, on the globe, without repetitions, in which no two
 * segments meet but where they follow one another? What this says no to may be valid all the same. For the blocks of a town:
 * a hundred thousand small rings.
 */
export function isPlainlyValid(geometry: AreaGeometry): boolean {
  if (geometry.type !== 'Polygon' || geometry.coordinates.length !== 1) return false;
  const ring: unknown = geometry.coordinates[0];
  if (!Array.isArray(ring)) return false;
  const count = ring.length - 1;
  if (count < 3 || count > MOST_SEGMENTS || !ring.every(isOnGlobe)) return false;
  const positions = ring as Position[];
  const [first, last] = [positions[0]!, positions[count]!];
  if (first[0] !== last[0] || first[1] !== last[1]) return false;
  for (let s = 0; s < count; s++) {
    if (!turns(positions[s]!, positions[s + 1]!, positions[(s + 2) % count]!)) return false;
    // The last segment follows on the first one.
    for (let t = s + 2; t < (s === 0 ? count - 1 : count); t++) {
      if (mayMeet(positions[s]!, positions[s + 1]!, positions[t]!, positions[t + 1]!)) return false;
    }
  }
  return true;
}

export const isOnGlobe = (position: unknown): boolean =>
  Array.isArray(position) &&
  Number.isFinite(position[0]) &&
  Number.isFinite(position[1]) &&
  Math.abs(position[0]) <= 180 &&
  Math.abs(position[1]) <= 90;

/** Three vertices that are not on one line, or go straight on: no repetition, no way back. */
export function turns([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): boolean {
  if (side(ax!, ay!, bx!, by!, cx!, cy!) !== 0) return true;
  return (bx! - ax!) * (cx! - bx!) + (by! - ay!) * (cy! - by!) > 0;
}

/** False where two segments certainly have no point in common. */
export function mayMeet(
  [ax, ay]: Position,
  [bx, by]: Position,
  [cx, cy]: Position,
  [dx, dy]: Position,
): boolean {
  if (Math.max(ax!, bx!) < Math.min(cx!, dx!) || Math.max(cx!, dx!) < Math.min(ax!, bx!))
    return false;
  if (Math.max(ay!, by!) < Math.min(cy!, dy!) || Math.max(cy!, dy!) < Math.min(ay!, by!))
    return false;
  const isApart = (p: number, q: number): boolean => (p > 0 && q > 0) || (p < 0 && q < 0);
  return !(
    isApart(side(ax!, ay!, bx!, by!, cx!, cy!), side(ax!, ay!, bx!, by!, dx!, dy!)) ||
    isApart(side(cx!, cy!, dx!, dy!, ax!, ay!), side(cx!, cy!, dx!, dy!, bx!, by!))
  );
}

import { type Sector, sectorOf, sectorsApart } from './compass.ts';
import type { Point } from './flat-ring.ts';
import { distance, simplifyLine } from './simplify-line.ts';

/** Bends within this of a straight line are not told: metres, and a share of the stretch's length. */
const TOLERANCE_METRES = 20;
const TOLERANCE_SHARE = 0.03;
/** A leg shorter than this share of its stretch, or than this, is no direction of its own. */
const LEG_SHARE = 0.12;
const LEG_METRES = 25;
/** “先向东再向南后向西”: nobody follows more. */
const MOST_DIRECTIONS = 3;
const COARSER = 1.5;

interface Leg {
  east: number;
  north: number;
  length: number;
}

/**
 * The directions of a stretch in the order of its bends, at most three: of its legs after
 * simplification by 20 m or 3 % of its length, coarser where that leaves too many. Legs in the same or a
 * neighbouring sector are one.
 */
export function directionsOf(points: readonly Point[], lengthMetres: number): Sector[] {
  let tolerance = Math.max(TOLERANCE_METRES, TOLERANCE_SHARE * lengthMetres);
  const least = Math.max(LEG_METRES, LEG_SHARE * lengthMetres);
  for (;;) {
    const legs = legsOf(points, tolerance);
    const told = joinLegs(legs, least);
    if (told.length <= MOST_DIRECTIONS || legs.length <= MOST_DIRECTIONS) {
      return told.slice(0, MOST_DIRECTIONS).map(({ east, north }) => sectorOf(east, north));
    }
    tolerance *= COARSER;
  }
}

function legsOf(points: readonly Point[], tolerance: number): Leg[] {
  const kept = simplifyLine(points, tolerance);
  return kept.slice(1).map((to, k) => {
    const [a, b] = [points[kept[k]!]!, points[to]!];
    return { east: b[0] - a[0], north: b[1] - a[1], length: distance(a, b) };
  });
}

/** Short legs join the one before them, or after; then those of much the same direction become one. */
function joinLegs(legs: readonly Leg[], least: number): Leg[] {
  const long: Leg[] = [];
  let pending: Leg | null = null;
  for (const leg of legs) {
    const whole: Leg = pending === null ? leg : add(pending, leg);
    pending = null;
    if (leg.length >= least || legs.length === 1) long.push(whole);
    else if (long.length > 0) long.push(add(long.pop()!, whole));
    else pending = whole;
  }
  if (pending !== null) long.push(pending);
  const told: Leg[] = [];
  for (const leg of long) {
    const last = told.at(-1);
    const isSame =
      last !== undefined &&
      sectorsApart(sectorOf(last.east, last.north), sectorOf(leg.east, leg.north)) <= 1;
    if (isSame) told[told.length - 1] = add(last, leg);
    else told.push(leg);
  }
  return told;
}

const add = (a: Leg, b: Leg): Leg => ({
  east: a.east + b.east,
  north: a.north + b.north,
  length: a.length + b.length,
});

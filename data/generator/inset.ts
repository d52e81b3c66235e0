import {
  distance,
  distanceToSegment,
  isInside,
  isSimple,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringDistance,
} from './plane.ts';

/**
 * The ring moved inwards by a setback, as a compound's wall stands back from the street; null when
 * nothing reasonable is left. The result keeps at least 70 % of the setback everywhere.
 */
export function insetRing(ring: Ring, setbackMetres: number): Ring | null {
  const plain = withoutShallowBends(ring, 2);
  const inner: Point[] = [];
  for (let i = 0; i < plain.length; i++) {
    const corner = moveCorner(
      pointAt(plain, i - 1),
      pointAt(plain, i),
      pointAt(plain, i + 1),
      setbackMetres,
    );
    if (!corner) return null;
    inner.push(corner);
  }
  const area = ringArea(inner);
  if (area < 0.35 * ringArea(ring) || !isSimple(inner)) return null;
  if (!inner.every((point) => isInside(point, ring))) return null;
  return ringDistance(inner, ring) >= 0.7 * setbackMetres ? inner : null;
}

/** Setbacks of a compound's wall from the border of its unit, m: the widest that leaves enough is taken. */
const SETBACKS = [11, 8, 6] as const;

export function insetPlot(ring: Ring): Ring | null {
  for (const setback of SETBACKS) {
    const inner = insetRing(ring, setback);
    if (inner) return inner;
  }
  return null;
}

/** Leaves out vertices that lie within the tolerance of the line between the neighbours kept. */
function withoutShallowBends(ring: Ring, toleranceMetres: number): Ring {
  let kept = [...ring];
  for (let i = 0; i < kept.length && kept.length > 4; ) {
    const [before, here, after] = [pointAt(kept, i - 1), pointAt(kept, i), pointAt(kept, i + 1)];
    if (distanceToSegment(here, before, after) < toleranceMetres) {
      kept = kept.filter((_, k) => k !== i);
    } else i++;
  }
  return kept;
}

/** Where the two sides at a corner meet once both are moved to the left. */
function moveCorner(before: Point, corner: Point, after: Point, metres: number): Point | null {
  const arriving = distance(before, corner);
  const leaving = distance(corner, after);
  const u: Point = [(corner[0] - before[0]) / arriving, (corner[1] - before[1]) / arriving];
  const v: Point = [(after[0] - corner[0]) / leaving, (after[1] - corner[1]) / leaving];
  const cosine = u[0] * v[0] + u[1] * v[1];
  // A spike: the moved sides would meet far away.
  if (cosine < -0.8) return null;
  const scale = metres / (1 + cosine);
  return [corner[0] + scale * (-u[1] - v[1]), corner[1] + scale * (u[0] + v[0])];
}

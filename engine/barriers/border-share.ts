import type { AreaGeometry, Position } from '../coverage/types.ts';
import { type BarrierIndex, isNamed } from './barrier-index.ts';
import { type MatchOptions, matchBorder } from './match-border.ts';
import type { BarrierClass, BorderStretch } from './types.ts';

/** How much of a border follows barriers. */
export interface BorderShare {
  /** Geodesic length of the border, holes included. */
  lengthMetres: number;
  /** By the class of barrier that it follows; `none` for what follows none. Classes without length are left out. */
  lengthByClass: Partial<Record<BarrierClass | 'none', number>>;
  /** Length along named barriers. */
  namedLengthMetres: number;
  /** Length along named barriers divided by the whole length, 0–1 (DOMAIN §2 `boundary.clear`). */
  share: number;
}

/**
 * How much of an area's border follows barriers, by class (see {@link matchBorder}).
 * An area without a border has a share of 0.
 */
export function borderShare(
  geometry: AreaGeometry,
  index: BarrierIndex,
  options: MatchOptions = {},
): BorderShare {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const stretches = polygons.flat().flatMap((ring) => matchBorder(closeRing(ring), index, options));
  const lengthMetres = stretches.reduce((sum, stretch) => sum + stretch.lengthMetres, 0);
  const namedLengthMetres = stretches.reduce(
    (sum, { barrier, lengthMetres: length }) =>
      barrier !== null && isNamed(barrier) ? sum + length : sum,
    0,
  );
  return {
    lengthMetres,
    lengthByClass: lengthByClass(stretches),
    namedLengthMetres,
    share: lengthMetres > 0 ? namedLengthMetres / lengthMetres : 0,
  };
}

/** Lengths of stretches added up by class of barrier. */
export function lengthByClass(
  stretches: readonly BorderStretch[],
): Partial<Record<BarrierClass | 'none', number>> {
  const lengths: Partial<Record<BarrierClass | 'none', number>> = {};
  for (const { barrier, lengthMetres } of stretches) {
    if (lengthMetres <= 0) continue;
    const kind = barrier?.class ?? 'none';
    lengths[kind] = (lengths[kind] ?? 0) + lengthMetres;
  }
  return lengths;
}

/** Rings may come without the closing position. */
function closeRing(ring: readonly Position[]): readonly Position[] {
  const first = ring[0];
  const last = ring.at(-1);
  if (first === undefined || last === undefined) return [];
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}

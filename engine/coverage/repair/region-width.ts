import { localFrame } from '../../geometry/geodesic.ts';
import { widestPossible } from '../../geometry/inscribed-circle.ts';
import type { AreaGeometry, Position } from '../types.ts';
import type { RegionMeasure } from './regions.ts';

/*
 * Most regions are plainly wider or plainly narrower than a limit; the circle, which costs more than all
 * else that is measured of a region, is fitted where it is close.
 */

/** Areas are geodesic and circles flat and good to 1 % or a millimetre: so much room is left. */
const ROOM = 1.03;
const MILLIMETRES = 0.002;

/** Is a region's largest circle narrower than a limit? */
export function isNarrowerThan(measure: RegionMeasure, metres: number): boolean {
  const { geometry, areaSquareMetres } = measure;
  if (geometry === null) return 0 < metres;
  if (ROOM * widestPossible(areaSquareMetres) + MILLIMETRES < metres) return true;
  if (leastWidth(geometry, areaSquareMetres) > ROOM * metres + MILLIMETRES) return false;
  return measure.widthMetres < metres;
}

/** Is it wider? */
export function isWiderThan(measure: RegionMeasure, metres: number): boolean {
  const { geometry, areaSquareMetres } = measure;
  if (metres === Number.POSITIVE_INFINITY) return false;
  if (geometry === null) return 0 > metres;
  if (ROOM * widestPossible(areaSquareMetres) + MILLIMETRES < metres) return false;
  if (leastWidth(geometry, areaSquareMetres) > ROOM * metres + MILLIMETRES) return true;
  return measure.widthMetres > metres;
}

/**
 * No polygon without holes is narrower everywhere: its area is at most its perimeter times the radius of its
 * largest circle (Bol 1943; Sz.-Nagy 1959). 0 where that says nothing.
 */
function leastWidth({ coordinates }: AreaGeometry, areaSquareMetres: number): number {
  const rings = coordinates as Position[][];
  if (rings.length !== 1) return 0;
  const perimeter = perimeterOf(rings[0]!);
  return perimeter > 0 ? (2 * areaSquareMetres) / perimeter : 0;
}

function perimeterOf(ring: readonly Position[]): number {
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(ring[0]![0]!, ring[0]![1]!);
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const dx = (ring[i]![0]! - ring[i - 1]![0]!) * metresPerDegreeLon;
    const dy = (ring[i]![1]! - ring[i - 1]![1]!) * metresPerDegreeLat;
    sum += Math.sqrt(dx * dx + dy * dy);
  }
  return sum;
}

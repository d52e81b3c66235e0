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
  const { least, most } = widthBetween(geometry);
  if (ROOM * most + MILLIMETRES < metres) return true;
  if (least > ROOM * metres + MILLIMETRES) return false;
  return measure.widthMetres < metres;
}

/** Is it wider? */
export function isWiderThan(measure: RegionMeasure, metres: number): boolean {
  const { geometry, areaSquareMetres } = measure;
  if (metres === Number.POSITIVE_INFINITY) return false;
  if (geometry === null) return 0 > metres;
  if (ROOM * widestPossible(areaSquareMetres) + MILLIMETRES < metres) return false;
  const { least, most } = widthBetween(geometry);
  if (ROOM * most + MILLIMETRES < metres) return false;
  if (least > ROOM * metres + MILLIMETRES) return true;
  return measure.widthMetres > metres;
}

const ANYTHING = { least: 0, most: Number.POSITIVE_INFINITY };

/**
 * What a polygon's area and perimeter say about its largest circle, of radius r. Without holes, none is narrower
 * everywhere: its area is at most r times its perimeter (Bol 1943; Sz.-Nagy 1959). A convex one consists of
 * triangles from the circle's centre to its sides, none less high than r: its area is at least half as much,
 * and that of a triangle just half.
 */
function widthBetween({ coordinates }: AreaGeometry): { least: number; most: number } {
  const rings = coordinates as Position[][];
  if (rings.length !== 1) return ANYTHING;
  const { area, perimeter, isConvex } = measureFlat(rings[0]!);
  if (!(perimeter > 0)) return ANYTHING;
  const width = (2 * area) / perimeter;
  // A ring repeats its first position.
  return {
    least: rings[0]!.length === 4 ? 2 * width : width,
    most: isConvex ? 2 * width : Number.POSITIVE_INFINITY,
  };
}

/** Of a simple ring in the plane in which circles are fitted, where its edges are straight. */
function measureFlat(ring: readonly Position[]): {
  area: number;
  perimeter: number;
  isConvex: boolean;
} {
  const [lon, lat] = ring[0] as [number, number];
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(lon, lat);
  let perimeter = 0;
  let twice = 0;
  let left = false;
  let right = false;
  let fromX = 0;
  let fromY = 0;
  // The edge that ends at the first position.
  let dx = (lon - ring.at(-2)![0]!) * metresPerDegreeLon;
  let dy = (lat - ring.at(-2)![1]!) * metresPerDegreeLat;
  for (let i = 1; i < ring.length; i++) {
    const x = (ring[i]![0]! - lon) * metresPerDegreeLon;
    const y = (ring[i]![1]! - lat) * metresPerDegreeLat;
    const turn = dx * (y - fromY) - dy * (x - fromX);
    if (turn > 0) left = true;
    else if (turn < 0) right = true;
    dx = x - fromX;
    dy = y - fromY;
    perimeter += Math.sqrt(dx * dx + dy * dy);
    twice += fromX * y - x * fromY;
    fromX = x;
    fromY = y;
  }
  return { area: Math.abs(twice) / 2, perimeter, isConvex: !(left && right) };
}

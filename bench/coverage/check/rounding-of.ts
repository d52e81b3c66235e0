import type { AreaGeometry, AuditResult, Position } from '#engine/coverage/types.ts';
import { polygonsOf } from './geometry-of.ts';

/**
 * Regions above this (square degrees; 1e-7 m²) are never taken for rounding: what a last binary digit
 * makes of a border of a kilometre is a hundred times less.
 */
export const ROUNDING_SQUARE_DEGREES = 1e-17;

/** Digits after the decimal point that are told apart; doubles have none beyond. */
const DIGITS = 20;

/**
 * - `line-as-written`: in a file, a vertex may lie exactly on its neighbour's segment and yet, read as binary
 *   numbers, beside it by a last digit. The corners, as the decimals that a file has, lie on one line, so that the
 *   area as written is zero; and the audit tells of a T-junction at one of them.
 * - `last-digit`: corners that differ in their last binary digit alone, as when one crossing was computed twice;
 *   taken for one, nothing but a line is left.
 */
export type Rounding = 'line-as-written' | 'last-digit';

/**
 * Is a region of PostGIS there only because numbers are rounded?
 *
 * @param region what PostGIS found
 * @param squareDegrees its area by PostGIS
 * @param places T-junctions that the audit tells of, where the region may lie
 * @returns null where it is more than rounding
 */
export function roundingOf(
  region: AreaGeometry,
  squareDegrees: number,
  places: readonly Position[],
): Rounding | null {
  const rings = polygonsOf(region).flat();
  if (squareDegrees > ROUNDING_SQUARE_DEGREES || rings.length === 0) return null;
  const isWritten = (ring: Position[]): boolean =>
    isOnOneLine(ring) && ring.some((corner) => isOneOf(corner, places));
  if (rings.every(isWritten)) return 'line-as-written';
  return rings.every((ring) => countPlaces(ring) < 3) ? 'last-digit' : null;
}

/** Corners of a ring, those apart by no more than two last digits taken for one. */
function countPlaces(ring: readonly Position[]): number {
  const places: Position[] = [];
  for (const [lon, lat] of ring as readonly [number, number][]) {
    const isThere = places.some(([x, y]) => isNextTo(lon, x!) && isNextTo(lat, y!));
    if (!isThere) places.push([lon, lat]);
  }
  return places.length;
}

const isNextTo = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 2 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));

/** Exact: in integers of the last decimal place. */
export function isOnOneLine(ring: readonly Position[]): boolean {
  const points = ring.map(([lon, lat]) => [asInteger(lon!), asInteger(lat!)] as const);
  const [x0, y0] = points[0]!;
  const far = points.find(([x, y]) => x !== x0 || y !== y0);
  if (far === undefined) return true;
  const [dx, dy] = [far[0] - x0, far[1] - y0];
  return points.every(([x, y]) => dx * (y - y0) === dy * (x - x0));
}

/** The shortest decimal that reads back as this double, which is what a file had, times 10^20. */
function asInteger(value: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e(-\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`no coordinate: ${value}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const zeros = DIGITS - fraction.length + Number(exponent);
  if (zeros < 0) throw new RangeError(`more than ${DIGITS} digits: ${value}`);
  const magnitude = BigInt(whole + fraction) * 10n ** BigInt(zeros);
  return sign === '-' ? -magnitude : magnitude;
}

/** The audit's grid has 1e-11 degree. */
const GRID = 1e-11;

const isOneOf = ([lon, lat]: Position, places: readonly Position[]): boolean =>
  places.some(([x, y]) => Math.abs(lon! - x!) <= GRID && Math.abs(lat! - y!) <= GRID);

/** Where the audit tells of T-junctions, and of which communities. */
export function listTJunctions({ findings }: AuditResult) {
  return findings.flatMap(({ detail, communities, geometry }) =>
    detail === 't-junction' && geometry?.type === 'MultiPoint'
      ? [{ communities, places: geometry.coordinates }]
      : [],
  );
}

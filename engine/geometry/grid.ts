/**
 * The snap grid: integers in units of 1e-9 degree (about 0.1 mm on the ground).
 *
 * Integers make equality, hashing and orientation exact. Straight edges in longitude and
 * latitude stay straight, so the topology on the grid is that of the GeoJSON itself, and noise
 * below a tenth of a millimetre (neighbours whose corners differ by 1e-7 m) disappears.
 */

/** Grid units per degree. */
export const GRID_UNITS_PER_DEGREE = 1e9;

/** Degrees → grid integer (exact in a double: at most 1.8e11). */
export function toGrid(degrees: number): number {
  return Math.round(degrees * GRID_UNITS_PER_DEGREE);
}

/** Grid integer → degrees. */
export function fromGrid(units: number): number {
  return units / GRID_UNITS_PER_DEGREE;
}

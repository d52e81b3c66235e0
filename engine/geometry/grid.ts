/**
 * The snap grid: integers in units of 1e-11 degree (about a micrometre on the ground).
 *
 * Integers make equality, hashing and orientation exact. Straight edges in longitude and latitude
 * stay straight, so the topology on the grid is that of the GeoJSON itself. The grid is coarse
 * enough for the noise of reprojection (neighbours whose corners differ by 1e-7 m) to disappear,
 * and fine enough that moving an edge by one unit changes no area by more than 1e-6 m² a metre.
 */

/** Grid units per degree. */
export const GRID_UNITS_PER_DEGREE = 1e11;

/** Degrees → grid integer (exact in a double: at most 1.8e13). */
export function toGrid(degrees: number): number {
  return Math.round(degrees * GRID_UNITS_PER_DEGREE);
}

/** Grid integer → degrees. */
export function fromGrid(units: number): number {
  return units / GRID_UNITS_PER_DEGREE;
}

import type { AreaGeometry } from '../types.ts';
import type { RepairRegion } from './regions.ts';
import type { Scope } from './scope.ts';

/** Part of a region, and who gets it. */
export interface RegionShare {
  /** Id of a community. */
  to: string;
  geometry: AreaGeometry;
}

/** What becomes of one gap or overlap, in place of what the strategy would do with it. */
export interface Direction {
  kind: 'gap' | 'overlap';
  /** Ids of the communities that claim the region, sorted; none for a gap. */
  claimants: readonly string[];
  /** Its westernmost, then southernmost vertex, on the grid: see {@link cornerOfRegion}. */
  corner: { x: number; y: number };
  areaSquareMetres: number;
  /** All of it goes to one community; `null`: divided along the middle between those along its sides; shares: each to its own, what is in none to the first. */
  to: string | null | readonly RegionShare[];
}

/** Decisions on single regions. */
export interface Directions {
  list: readonly Direction[];
  /** Nothing but these regions is decided: all else is left as it is, hairlines too. */
  isExclusive: boolean;
}

export const NO_DIRECTIONS: Directions = { list: [], isExclusive: false };

/** Rounding moves a corner by so many units of the grid. */
const REACH = 2;

/** The direction for a region; null where there is none. */
export function directionOf(
  { list }: Directions,
  { communities }: Pick<Scope, 'communities'>,
  kind: 'gap' | 'overlap',
  region: RepairRegion,
): Direction | null {
  if (list.length === 0) return null;
  const corner = cornerOfRegion(region);
  const area = region.measure.areaSquareMetres;
  const ids = region.owners.map((owner) => communities[owner]!.id);
  const found = list.find(
    (one) =>
      one.kind === kind &&
      Math.abs(one.corner.x - corner.x) <= REACH &&
      Math.abs(one.corner.y - corner.y) <= REACH &&
      Math.abs(one.areaSquareMetres - area) <= 0.01 * area + 1e-6 &&
      one.claimants.length === ids.length &&
      one.claimants.every((id) => ids.includes(id)),
  );
  return found ?? null;
}

/** The corner that a region's key names. */
export function cornerOfRegion({ key }: RepairRegion): { x: number; y: number } {
  const found = /@(-?\d+),(-?\d+)/.exec(key);
  if (found === null) throw new Error(`a region's key names no corner: ${key}`);
  return { x: Number(found[1]), y: Number(found[2]) };
}

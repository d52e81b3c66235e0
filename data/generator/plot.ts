import type { HouseType, LandUse, Zone } from './land-use.ts';
import type { Point, Ring } from './plane.ts';

/** One unit: a face of the mesh with what stands on it. */
export interface Plot {
  face: number;
  ring: Ring;
  place: Point;
  area: number;
  zone: Zone;
  landUse: LandUse;
  /** Index of the estate on it. */
  estate: number | null;
  /** Households that it would have at the usual density of what stands there. */
  potential: number;
}

/** A compound before it has a name and households. */
export interface Compound {
  houseType: HouseType;
  ring: Ring;
  /** The units it stands on: one, or two that no road parts. */
  plots: number[];
}

/** Whether a compound may stand here. */
export function isLivedIn(plot: Plot): boolean {
  return (plot.landUse === 'residential' || plot.landUse === 'village') && plot.area < 90_000;
}

import type { AreaGeometry } from '#engine/coverage/types.ts';
import { geodesicArea, ringMeasure } from '#engine/geometry/geodesic.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Community } from './town.ts';

export interface ShapeFigures {
  areaSquareMetres: number;
  /** Polsby–Popper of all parts together, 0–1. */
  compactness: number;
}

const known = new WeakMap<AreaGeometry, ShapeFigures>();

/** Area and compactness; null for a community without a shape. Worked out once for each shape. */
export function shapeFigures({ geometry }: Pick<Community, 'geometry'>): ShapeFigures | null {
  if (geometry === null) return null;
  const found = known.get(geometry);
  if (found !== undefined) return found;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const areaSquareMetres = geodesicArea(geometry);
  let perimeter = 0;
  for (const rings of polygons) for (const ring of rings) perimeter += ringMeasure(ring).perimeter;
  const made = {
    areaSquareMetres,
    compactness: perimeter === 0 ? 0 : (4 * Math.PI * areaSquareMetres) / perimeter ** 2,
  };
  known.set(geometry, made);
  return made;
}

/** The households that a policy finds fitting for a community; null where it says nothing. */
export function householdBand(policy: Policy | null): { min: number; max: number } | null {
  const rule = policy?.rules.find(({ id, enabled }) => id === 'size.band' && enabled);
  const { minHouseholds: min, maxHouseholds: max } = rule?.thresholds ?? {};
  return min === undefined || max === undefined ? null : { min, max };
}

import { feature, featureCollection, union } from '@turf/turf';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, Message } from '#engine/coverage/types.ts';

/**
 * One area as it is; several as one valid MultiPolygon: side by side where they lie apart, merged where they border
 * or overlap. Areas that are themselves invalid are not repaired behind the user's back: they stay
 * side by side, and the audit names the fault.
 */
export function joinAreas(areas: readonly AreaGeometry[]): AreaGeometry {
  const [first, ...others] = areas;
  if (first !== undefined && others.length === 0) return first;
  const sideBySide: AreaGeometry = {
    type: 'MultiPolygon',
    coordinates: areas.flatMap((area) =>
      area.type === 'Polygon' ? [area.coordinates] : area.coordinates,
    ),
  };
  const isValid = (area: AreaGeometry): boolean => findInvalid(area).length === 0;
  if (isValid(sideBySide) || !areas.every(isValid)) return sideBySide;
  return merge(areas, isValid) ?? sideBySide;
}

/** Tells the reader of a boundary that it was put together. */
export const joinedNote = (count: number): Message => ({
  zh: `辖区边界由 ${count} 个要素合成`,
  en: `the boundary is made of ${count} features`,
});

/** Null where the clipping library fails or gives nonsense; the audit then says that the outline is invalid, and why. */
function merge(
  areas: readonly AreaGeometry[],
  isValid: (area: AreaGeometry) => boolean,
): AreaGeometry | null {
  try {
    const merged = union(featureCollection(areas.map((area) => feature(area))));
    const geometry = merged?.geometry as AreaGeometry | undefined;
    return geometry !== undefined && isValid(geometry) ? geometry : null;
  } catch (error) {
    // polyclip-ts throws plain Errors on degenerate input.
    if (error instanceof Error) return null;
    throw error;
  }
}

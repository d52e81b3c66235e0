import { PREPARE_DEFAULTS } from '#engine/barriers/prepare/options.ts';
import type { Barrier, BarrierClass, BarrierSource, LineGeometry } from '#engine/barriers/types.ts';

/**
 * Barriers as borders of supplied units are matched to them: of the classes asked for, without slip roads and
 * tunnels; a water area by its shores.
 */
export function matchableBarriers(
  sources: readonly BarrierSource[],
  classes: readonly BarrierClass[] = PREPARE_DEFAULTS.classes,
): Barrier[] {
  return sources
    .filter(
      (source) =>
        classes.includes(source.class) && source.link !== true && source.structure !== 'tunnel',
    )
    .map((source) => ({ ...source, geometry: asLines(source.geometry) }));
}

/** The shores of an area; lines as they are. */
export function asLines(geometry: BarrierSource['geometry']): LineGeometry {
  if (geometry.type === 'Polygon') {
    return { type: 'MultiLineString', coordinates: geometry.coordinates };
  }
  if (geometry.type === 'MultiPolygon') {
    return { type: 'MultiLineString', coordinates: geometry.coordinates.flat() };
  }
  return geometry;
}

import type { Barrier, BarrierSource, LineGeometry } from '../barriers/types.ts';

/**
 * Barriers as texts name them, of sources as they came: without tunnels and slip roads, which bound
 * nothing that a text could name, and with the shores of a water in place of its area. Unlike the lines that cut
 * units (prepare-barriers.ts) they keep what runs along the outline of the jurisdiction, and both
 * carriageways of a road, which have one name.
 */
export function barrierLines(sources: readonly BarrierSource[]): Barrier[] {
  return sources
    .filter(({ structure, link }) => structure !== 'tunnel' && link !== true)
    .map(({ id, class: kind, name, nameEn, geometry }) => ({
      id,
      class: kind,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      geometry: toLines(geometry),
    }));
}

function toLines(geometry: BarrierSource['geometry']): LineGeometry {
  switch (geometry.type) {
    case 'Polygon':
      return { type: 'MultiLineString', coordinates: geometry.coordinates };
    case 'MultiPolygon':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.flat() };
    default:
      return geometry;
  }
}

import type { Barrier, BarrierSource, LineGeometry } from './types.ts';

/** A source as a line, without what only concerns its preparation: a water given as an area by its shores. */
export const lineOfSource = ({
  id,
  class: barrierClass,
  name,
  nameEn,
  geometry,
}: BarrierSource): Barrier => ({
  id,
  class: barrierClass,
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
  geometry: shoresOf(geometry),
});

function shoresOf(geometry: BarrierSource['geometry']): LineGeometry {
  switch (geometry.type) {
    case 'Polygon':
      return { type: 'MultiLineString', coordinates: geometry.coordinates };
    case 'MultiPolygon':
      return { type: 'MultiLineString', coordinates: geometry.coordinates.flat() };
    default:
      return geometry;
  }
}

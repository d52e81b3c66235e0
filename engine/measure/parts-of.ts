import type { AreaGeometry, Position } from '../coverage/types.ts';

/** The polygons of an area: shell first, then holes. */
export const partsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

import type { AreaGeometry, Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';

/** The point furthest from the outline in the largest part of a measurable area: where a label goes. */
export function placeInside(geometry: AreaGeometry): Position {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const areas = parts.map(polygonArea);
  return inscribedCircle(parts[areas.indexOf(Math.max(...areas))]!).centre;
}

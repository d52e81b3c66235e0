import type { Geometry, Position } from 'geojson';

/** West, south, east, north in degrees. */
export type Extent = [number, number, number, number];

/** The extent of some geometries; null when they have no coordinate at all. */
export function extentOf(geometries: Iterable<Geometry | null>): Extent | null {
  const extent: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const geometry of geometries) {
    if (geometry) visitPositions(geometry, (position) => grow(extent, position));
  }
  return extent[0] <= extent[2] ? extent : null;
}

function grow(extent: Extent, [lon, lat]: Position): void {
  if (lon === undefined || lat === undefined) return;
  extent[0] = Math.min(extent[0], lon);
  extent[1] = Math.min(extent[1], lat);
  extent[2] = Math.max(extent[2], lon);
  extent[3] = Math.max(extent[3], lat);
}

function visitPositions(geometry: Geometry, visit: (position: Position) => void): void {
  switch (geometry.type) {
    case 'Point':
      visit(geometry.coordinates);
      return;
    case 'MultiPoint':
    case 'LineString':
      geometry.coordinates.forEach(visit);
      return;
    case 'MultiLineString':
    case 'Polygon':
      for (const line of geometry.coordinates) line.forEach(visit);
      return;
    case 'MultiPolygon':
      for (const polygon of geometry.coordinates) for (const ring of polygon) ring.forEach(visit);
      return;
    case 'GeometryCollection':
      for (const part of geometry.geometries) visitPositions(part, visit);
  }
}

import type { Box } from '../coverage/residual/local-arrangement.ts';
import type { AreaGeometry } from '../coverage/types.ts';

/** West, south, east, north of areas in degrees; a null one has no extent. */
export function areaBox(areas: readonly (AreaGeometry | null)[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const area of areas) {
    if (area === null) continue;
    const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
    for (const [x, y] of polygons.flat(2) as [number, number][]) {
      west = Math.min(west, x);
      south = Math.min(south, y);
      east = Math.max(east, x);
      north = Math.max(north, y);
    }
  }
  return [west, south, east, north];
}

import type { PolygonGeometry } from '../coverage/types.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import { areaBox } from './area-box.ts';
import type { Regions } from './regions.ts';
import { isInside } from './share-inside.ts';

/**
 * Regions that are water: those that lie in lakes for more than half of their area. Lakes are cut along their
 * shores, so that a face lies in one or in none.
 */
export function findWaters(regions: Regions, lakes: readonly PolygonGeometry[]): Set<number> {
  const waters = new Set<number>();
  if (lakes.length === 0) return waters;
  const boxed = lakes.map((lake) => ({ box: areaBox([lake]), rings: lake.coordinates }));
  for (const region of regions.list()) {
    let wet = 0;
    for (const face of regions.facesOf(region)) {
      const rings = regions.blocks.isGround[face] === 1 ? regions.faceRings(face) : [];
      if (rings.length === 0) continue;
      const [west, south, east, north] = areaBox([{ type: 'Polygon', coordinates: rings }]);
      const near = boxed.filter(
        ({ box }) => box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south,
      );
      if (near.length === 0) continue;
      const [x, y] = inscribedCircle(rings).centre as [number, number];
      if (near.some((lake) => isInside(lake.rings, x, y))) wet += regions.faceArea[face]!;
    }
    if (2 * wet > regions.areaSquareMetres[region]!) waters.add(region);
  }
  return waters;
}

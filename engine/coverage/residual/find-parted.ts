import { polygonArea as geodesicPolygonArea } from '../../geometry/geodesic.ts';
import { inscribedCircle } from '../../geometry/inscribed-circle.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { buildArrangement, ownersOf } from '../arrangement.ts';
import { byAreaThenPlace, type MeasuredRegion } from '../context.ts';
import { collectParted, type Parted } from '../find-components.ts';
import type { ResidualGraph } from './residual-graph.ts';
import { sidesAlong } from './sides-along.ts';

/** Communities in several parts. Those whose parts meet along a line are looked at on their own. */
export function findParted(packed: PackedAreas, graph: ResidualGraph): Parted[] {
  const meetsItself = new Set<number>();
  for (let e = 0; e < graph.noded.edgeFrom.length; e++) {
    const { left, right } = sidesAlong(graph, e);
    for (const owner of left) if (right.includes(owner)) meetsItself.add(owner);
  }
  const parted: Parted[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    const polygons = packed.areaPolygon[owner + 1]! - packed.areaPolygon[owner]!;
    if (packed.areaType[owner] === 0 || polygons < 2) continue;
    const parts = partsOf(packed, owner, meetsItself.has(owner));
    if (parts.length > 1) parted.push({ owner, parts });
  }
  return parted;
}

/** Connected parts of one community, largest first. */
export function partsOf(packed: PackedAreas, owner: number, mayTouch: boolean): MeasuredRegion[] {
  const geometry = unpackArea(packed, owner)!;
  if (mayTouch) {
    const alone = buildArrangement([geometry], null);
    const faces: number[] = [];
    for (let face = 0; face < alone.faces.faceCount; face++) {
      if (ownersOf(alone, face).length > 0) faces.push(face);
    }
    return collectParted(alone, [faces])[0]?.parts ?? [];
  }
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .map((rings) => ({
      rings,
      boundary: [],
      shell: [],
      faces: [],
      areaSquareMetres: Math.max(0, geodesicPolygonArea(rings)),
      circle: inscribedCircle(rings),
    }))
    .sort(byAreaThenPlace);
}

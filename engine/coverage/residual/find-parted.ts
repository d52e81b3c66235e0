import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { buildArrangement, ownersOf } from '../arrangement.ts';
import { byAreaThenPlace, type MeasuredRegion, measureRings } from '../context.ts';
import { collectParted, type Parted } from '../find-components.ts';
import type { ResidualGraph } from './residual-graph.ts';

/** Communities in several parts. Those whose parts meet along a line are looked at on their own. */
export function findParted(packed: PackedAreas, graph: ResidualGraph): Parted[] {
  const meetsItself = findMeetingThemselves(graph);
  const parted: Parted[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    const polygons = packed.areaPolygon[owner + 1]! - packed.areaPolygon[owner]!;
    if (packed.areaType[owner] === 0 || polygons < 2) continue;
    const parts = partsOf(packed, owner, meetsItself.has(owner));
    if (parts.length > 1) parted.push({ owner, parts });
  }
  return parted;
}

/** Communities with their interior on both sides of an edge. */
function findMeetingThemselves({ sides, communities }: ResidualGraph): Set<number> {
  const { start, owner, isLeft } = sides;
  const found = new Set<number>();
  for (let e = 0; e < start.length - 1; e++) {
    for (let i = start[e]!; i < start[e + 1]!; i++) {
      for (let j = i + 1; j < start[e + 1]!; j++) {
        const meets = owner[i] === owner[j] && isLeft[i] !== isLeft[j];
        if (meets && owner[i]! < communities) found.add(owner[i]!);
      }
    }
  }
  return found;
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
  const parts: MeasuredRegion[] = [];
  for (const rings of polygons) {
    parts.push(measureRings(rings, { boundary: [], shell: [], faces: [] }));
  }
  return parts.sort(byAreaThenPlace);
}

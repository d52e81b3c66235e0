import Flatbush from 'flatbush';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { matchQuickly, type SegmentMatch } from './match-segments.ts';
import { buildResidualGraph, type ResidualGraph } from './residual-graph.ts';
import { polygonBoxes } from './ring-figures.ts';

/**
 * The match of a coverage and the graph of its residual. Segments that more than two claim lie under an
 * overlap; so where the graph shows none the quick match is exact, and elsewhere the communities around
 * each overlap are settled segment by segment.
 *
 * @param packed valid areas (invalid ones resolved beforehand), type 0 for those left out
 */
export function matchCoverage(
  packed: PackedAreas,
  outline: PackedAreas | null,
): { match: SegmentMatch; graph: ResidualGraph } {
  const quick = matchQuickly(packed, (area) => packed.areaType[area] !== 0);
  const graph = buildResidualGraph(packed, quick.match, outline);
  const overlaps = indexOverlaps(graph);
  if (overlaps === null || !quick.settle(ringsNear(packed, overlaps))) {
    return { match: quick.match, graph };
  }
  return { match: quick.match, graph: buildResidualGraph(packed, quick.match, outline) };
}

/** The boxes of all faces that two or more communities cover. */
function indexOverlaps({ count, noded, boundaries }: ResidualGraph): Flatbush | null {
  const faces: number[] = [];
  for (let face = 0; face < count.length; face++) if (count[face]! > 1) faces.push(face);
  if (faces.length === 0) return null;
  const index = new Flatbush(faces.length);
  for (const face of faces) {
    let [west, south, east, north] = [180, 90, -180, -90];
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const vertex = noded.edgeFrom[boundaries.list[i]! >> 1]!;
      const other = noded.edgeTo[boundaries.list[i]! >> 1]!;
      west = Math.min(west, noded.lons[vertex]!, noded.lons[other]!);
      east = Math.max(east, noded.lons[vertex]!, noded.lons[other]!);
      south = Math.min(south, noded.lats[vertex]!, noded.lats[other]!);
      north = Math.max(north, noded.lats[vertex]!, noded.lats[other]!);
    }
    index.add(west - AROUND, south - AROUND, east + AROUND, north + AROUND);
  }
  index.finish();
  return index;
}

/** Degrees (a millimetre), more than snapping moves a vertex. */
const AROUND = 1e-8;

function* ringsNear(packed: PackedAreas, boxes: Flatbush): Generator<number> {
  const { polygonRing } = packed;
  const polygons = polygonBoxes(packed);
  for (let p = 0; p < polygonRing.length - 1; p++) {
    const at = 4 * p;
    const near = boxes.search(
      polygons[at]!,
      polygons[at + 1]!,
      polygons[at + 2]!,
      polygons[at + 3]!,
    );
    if (near.length === 0) continue;
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) yield r;
  }
}

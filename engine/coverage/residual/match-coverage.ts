import Flatbush from 'flatbush';
import { IntList } from '../../geometry/int-list.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { matchQuickly, type SegmentMatch } from './match-segments.ts';
import { buildResidualGraph, type ResidualGraph } from './residual-graph.ts';
import { polygonBoxes } from './ring-figures.ts';

/**
 * The match of a coverage and the graph of its residual. Segments that more than two claim lie under an
 * overlap; so where the graph shows none the quick match is exact, and elsewhere the segments around
 * each overlap are settled one by one.
 *
 * @param packed valid areas (invalid ones resolved beforehand), type 0 for those left out
 */
export function matchCoverage(
  packed: PackedAreas,
  outline: PackedAreas | null,
): { match: SegmentMatch; graph: ResidualGraph } {
  const quick = matchQuickly(packed, (area) => packed.areaType[area] !== 0);
  const graph = buildResidualGraph(packed, quick.match, outline);
  const overlaps = boxesOfOverlaps(graph);
  if (overlaps.length === 0 || !quick.settle(segmentsNear(packed, overlaps))) {
    return { match: quick.match, graph };
  }
  return { match: quick.match, graph: buildResidualGraph(packed, quick.match, outline) };
}

/** West, south, east and north of all faces that two or more communities cover. */
function boxesOfOverlaps({ count, noded, boundaries }: ResidualGraph): Float64Array {
  const faces: number[] = [];
  for (let face = 0; face < count.length; face++) if (count[face]! > 1) faces.push(face);
  const boxes = new Float64Array(4 * faces.length);
  for (let f = 0; f < faces.length; f++) {
    const face = faces[f]!;
    let [west, south, east, north] = [180, 90, -180, -90];
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const vertex = noded.edgeFrom[boundaries.list[i]! >> 1]!;
      const other = noded.edgeTo[boundaries.list[i]! >> 1]!;
      west = Math.min(west, noded.lons[vertex]!, noded.lons[other]!);
      east = Math.max(east, noded.lons[vertex]!, noded.lons[other]!);
      south = Math.min(south, noded.lats[vertex]!, noded.lats[other]!);
      north = Math.max(north, noded.lats[vertex]!, noded.lats[other]!);
    }
    boxes[4 * f] = west - AROUND;
    boxes[4 * f + 1] = south - AROUND;
    boxes[4 * f + 2] = east + AROUND;
    boxes[4 * f + 3] = north + AROUND;
  }
  return boxes;
}

/** Degrees (a millimetre), more than snapping moves a vertex. */
const AROUND = 1e-8;

/** The segments whose boxes meet one of some boxes, ascending. */
function segmentsNear(packed: PackedAreas, boxes: Float64Array): Int32Array {
  const { polygonRing, areaPolygon, areaType } = packed;
  const index = new Flatbush(boxes.length / 4);
  for (let at = 0; at < boxes.length; at += 4) {
    index.add(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
  }
  index.finish();
  const polygons = polygonBoxes(packed);
  const segments = new IntList();
  for (let area = 0; area < packed.count; area++) {
    if (areaType[area] === 0) continue;
    for (let p = areaPolygon[area]!; p < areaPolygon[area + 1]!; p++) {
      const at = 4 * p;
      const near = index.search(
        polygons[at]!,
        polygons[at + 1]!,
        polygons[at + 2]!,
        polygons[at + 3]!,
      );
      if (near.length === 0) continue;
      for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
        addSegmentsNear(packed, r, boxes, near, segments);
      }
    }
  }
  return segments.toArray();
}

/** Those of one ring. */
function addSegmentsNear(
  { coordinates, ringStart }: PackedAreas,
  ring: number,
  boxes: Float64Array,
  near: readonly number[],
  segments: IntList,
): void {
  const end = ringStart[ring + 1]! - 1;
  for (let k = ringStart[ring]!; k < end; k++) {
    const ax = coordinates[2 * k]!;
    const ay = coordinates[2 * k + 1]!;
    const bx = coordinates[2 * k + 2]!;
    const by = coordinates[2 * k + 3]!;
    for (let i = 0; i < near.length; i++) {
      const at = 4 * near[i]!;
      if (ax < boxes[at]! && bx < boxes[at]!) continue;
      if (ax > boxes[at + 2]! && bx > boxes[at + 2]!) continue;
      if (ay < boxes[at + 1]! && by < boxes[at + 1]!) continue;
      if (ay > boxes[at + 3]! && by > boxes[at + 3]!) continue;
      segments.push(k);
      break;
    }
  }
}

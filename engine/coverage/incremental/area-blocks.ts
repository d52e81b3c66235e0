import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { Box } from './boxes.ts';

/** Segments that are looked at, or passed over, together. */
const BLOCK = 64;

/** The boxes of an area's blocks of segments, four numbers each, ring by ring; made once, as many windows ask for them. */
const known = new WeakMap<PackedAreas, Float64Array>();

/**
 * Visits the segments of an area in blocks: the box around the block, its first segment, the one behind its
 * last, their ring, and whether that is a shell.
 */
export function forEachBlock(
  area: PackedAreas,
  visit: (box: Box, from: number, to: number, ring: number, isShell: boolean) => void,
): void {
  const boxes = known.get(area) ?? measureBlocks(area);
  known.set(area, boxes);
  const { ringStart, polygonRing } = area;
  let at = 0;
  for (let p = 0; p < polygonRing.length - 1; p++) {
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
      const end = ringStart[r + 1]! - 1;
      for (let from = ringStart[r]!; from < end; from += BLOCK, at += 4) {
        const box: Box = [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!];
        visit(box, from, Math.min(from + BLOCK, end), r, r === polygonRing[p]);
      }
    }
  }
}

function measureBlocks({ coordinates, ringStart }: PackedAreas): Float64Array {
  let blocks = 0;
  for (let r = 0; r < ringStart.length - 1; r++) {
    blocks += Math.ceil(Math.max(0, ringStart[r + 1]! - 1 - ringStart[r]!) / BLOCK);
  }
  const boxes = new Float64Array(4 * blocks);
  let at = 0;
  for (let r = 0; r < ringStart.length - 1; r++) {
    const end = ringStart[r + 1]! - 1;
    for (let from = ringStart[r]!; from < end; from += BLOCK, at += 4) {
      measureBlock(coordinates, from, Math.min(from + BLOCK, end), boxes, at);
    }
  }
  return boxes;
}

/** The box of the positions from one to another, both included. */
function measureBlock(
  coordinates: Float64Array,
  first: number,
  last: number,
  boxes: Float64Array,
  at: number,
): void {
  let west = coordinates[2 * first]!;
  let south = coordinates[2 * first + 1]!;
  let east = west;
  let north = south;
  for (let k = first + 1; k <= last; k++) {
    const lon = coordinates[2 * k]!;
    const lat = coordinates[2 * k + 1]!;
    if (lon < west) west = lon;
    else if (lon > east) east = lon;
    if (lat < south) south = lat;
    else if (lat > north) north = lat;
  }
  boxes[at] = west;
  boxes[at + 1] = south;
  boxes[at + 2] = east;
  boxes[at + 3] = north;
}

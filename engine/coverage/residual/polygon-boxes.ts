import type { PackedAreas } from '../../geometry/packed-areas.ts';

const known = new WeakMap<PackedAreas, Float64Array>();

/**
 * West, south, east and north of each polygon: of its shell, which contains the holes. Found once for
 * the same areas; only dirty coverages ask for it.
 */
export function polygonBoxes(packed: PackedAreas): Float64Array {
  const found = known.get(packed);
  if (found !== undefined) return found;
  const { ringStart, polygonRing } = packed;
  const boxes = new Float64Array(4 * (polygonRing.length - 1));
  for (let p = 0; p < polygonRing.length - 1; p++) {
    const shell = polygonRing[p]!;
    boxRing(packed.coordinates, ringStart[shell]!, ringStart[shell + 1]!, boxes, 4 * p);
  }
  known.set(packed, boxes);
  return boxes;
}

function boxRing(
  coordinates: Float64Array,
  start: number,
  end: number,
  boxes: Float64Array,
  at: number,
): void {
  let west = 180;
  let south = 90;
  let east = -180;
  let north = -90;
  for (let k = 2 * start; k < 2 * end; k += 2) {
    const lon = coordinates[k]!;
    const lat = coordinates[k + 1]!;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  boxes[at] = west;
  boxes[at + 1] = south;
  boxes[at + 2] = east;
  boxes[at + 3] = north;
}

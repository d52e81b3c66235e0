import Flatbush from 'flatbush';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { NOWHERE } from '../box.ts';
import type { Box } from '../residual/local-arrangement.ts';

/** The boxes of many areas, and which of them meet a box. Areas without coordinates meet none. */
export class BoxIndex {
  /** Of all areas together; west > east when there is none. */
  readonly extent: Box;
  readonly #boxes: Float64Array;
  readonly #index: Flatbush | null;
  /** Area of each entry of the index. */
  readonly #areas: number[] = [];

  constructor(packed: PackedAreas) {
    this.#boxes = boxesOf(packed);
    let [west, south, east, north] = NOWHERE;
    for (let area = 0; area < packed.count; area++) {
      const box = this.boxOf(area);
      if (!(box[0] <= box[2])) continue;
      this.#areas.push(area);
      west = Math.min(west, box[0]);
      south = Math.min(south, box[1]);
      east = Math.max(east, box[2]);
      north = Math.max(north, box[3]);
    }
    this.extent = [west, south, east, north];
    this.#index = this.#areas.length === 0 ? null : new Flatbush(this.#areas.length);
    for (const area of this.#areas) this.#index?.add(...this.boxOf(area));
    this.#index?.finish();
  }

  boxOf(area: number): Box {
    const boxes = this.#boxes;
    return [boxes[4 * area]!, boxes[4 * area + 1]!, boxes[4 * area + 2]!, boxes[4 * area + 3]!];
  }

  /** Areas whose box meets a box, in no particular order. */
  meeting([west, south, east, north]: Box): number[] {
    if (this.#index === null || !(west <= east && south <= north)) return [];
    return this.#index.search(west, south, east, north).map((entry) => this.#areas[entry]!);
  }
}

/** Four numbers an area. Positions that are no numbers do not count. */
function boxesOf({ count, coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas) {
  const boxes = new Float64Array(4 * count);
  for (let area = 0; area < count; area++) {
    let [west, south, east, north] = NOWHERE;
    const first = ringStart[polygonRing[areaPolygon[area]!]!]!;
    const last = ringStart[polygonRing[areaPolygon[area + 1]!]!]!;
    for (let k = first; k < last; k++) {
      const lon = coordinates[2 * k]!;
      const lat = coordinates[2 * k + 1]!;
      if (lon < west) west = lon;
      if (lon > east) east = lon;
      if (lat < south) south = lat;
      if (lat > north) north = lat;
    }
    boxes.set([west, south, east, north], 4 * area);
  }
  return boxes;
}

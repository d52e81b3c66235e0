import type { Position } from '#engine/coverage/types.ts';
import { OsmFault } from './osm-problem.ts';
import type { OsmSource } from './osm-source.ts';

/** Places of the nodes that are wanted, in typed arrays: an extract of a province has tens of millions. */
export class NodePlaces {
  /** Sorted, without repetitions. */
  readonly #ids: Float64Array;
  /** NaN: not in the file. */
  readonly #lons: Float64Array;
  readonly #lats: Float64Array;

  /** @throws OsmFault for a node that lies nowhere on the globe */
  constructor(source: OsmSource, wanted: Iterable<readonly number[]>) {
    this.#ids = sortedUnique(wanted);
    this.#lons = new Float64Array(this.#ids.length).fill(Number.NaN);
    this.#lats = new Float64Array(this.#ids.length).fill(Number.NaN);
    if (this.#ids.length === 0) return;
    source.eachNode((id, lon, lat) => {
      const at = this.#indexOf(id);
      if (at === -1) return;
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) throw outOfRange(id, lon, lat);
      this.#lons[at] = lon;
      this.#lats[at] = lat;
    });
  }

  /** Null for a node that the file does not hold. */
  get(id: number): Position | null {
    const at = this.#indexOf(id);
    const lon = at === -1 ? Number.NaN : this.#lons[at]!;
    return Number.isNaN(lon) ? null : [lon, this.#lats[at]!];
  }

  #indexOf(id: number): number {
    const ids = this.#ids;
    let [low, high] = [0, ids.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const value = ids[middle]!;
      if (value === id) return middle;
      if (value < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

function sortedUnique(lists: Iterable<readonly number[]>): Float64Array {
  let count = 0;
  const kept: (readonly number[])[] = [];
  for (const list of lists) {
    kept.push(list);
    count += list.length;
  }
  const ids = new Float64Array(count);
  let at = 0;
  for (const list of kept) {
    ids.set(list, at);
    at += list.length;
  }
  ids.sort();
  let unique = 0;
  for (const id of ids) if (unique === 0 || ids[unique - 1] !== id) ids[unique++] = id;
  return ids.slice(0, unique);
}

const outOfRange = (id: number, lon: number, lat: number): OsmFault =>
  new OsmFault(
    'out-of-range',
    {
      zh: `节点的位置 [${lon}, ${lat}] 不是经纬度`,
      en: `the place of a node, [${lon}, ${lat}], is no longitude and latitude`,
    },
    { id: `node/${id}` },
  );

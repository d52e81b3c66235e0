import type { AreaGeometry, Position } from '../coverage/types.ts';

/** Edges in one slab on average. */
const EDGES_PER_SLAB = 4;

/** So many places are asked for before an index is worth its cost. */
const FEW = 4;

/** Tells whether places lie in an area: even–odd rule, edges by the latitudes that they span. */
export class AreaLocator {
  private readonly rings: readonly (readonly Position[])[];
  private asked = 0;
  private index: LatitudeSlabs | null = null;

  constructor(geometry: AreaGeometry) {
    this.rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  }

  contains(place: Position): boolean {
    if (this.index === null && this.asked++ < FEW) return liesInRings(this.rings, place);
    return this.slabs().contains(place);
  }

  /** Does its box meet another? Degrees. */
  meets(west: number, south: number, east: number, north: number): boolean {
    return this.slabs().meets(west, south, east, north);
  }

  private slabs(): LatitudeSlabs {
    this.index ??= new LatitudeSlabs(this.rings);
    return this.index;
  }
}

function liesInRings(rings: readonly (readonly Position[])[], [lon, lat]: Position): boolean {
  let isInside = false;
  for (const ring of rings) {
    let [ax, ay] = (ring.at(-1) ?? []) as [number, number];
    for (let i = 0; i < ring.length; i++) {
      const bx = ring[i]![0]!;
      const by = ring[i]![1]!;
      if (ay > lat! !== by > lat! && lon! < ax + ((lat! - ay) / (by - ay)) * (bx - ax)) {
        isInside = !isInside;
      }
      ax = bx;
      ay = by;
    }
  }
  return isInside;
}

/** The edges of rings by the latitudes that they span. */
class LatitudeSlabs {
  private readonly ends: number[] = [];
  private west = Number.POSITIVE_INFINITY;
  private east = Number.NEGATIVE_INFINITY;
  private south = Number.POSITIVE_INFINITY;
  private north = Number.NEGATIVE_INFINITY;
  private readonly slabs: number[][];

  constructor(rings: readonly (readonly Position[])[]) {
    for (const ring of rings) this.addRing(ring);
    this.slabs = this.fillSlabs();
  }

  contains([lon, lat]: Position): boolean {
    if (!(lon! >= this.west && lon! <= this.east && lat! >= this.south && lat! <= this.north)) {
      return false;
    }
    const { ends } = this;
    let isInside = false;
    for (const e of this.slabs[this.slabAt(lat!)]!) {
      const [ax, ay, bx, by] = [ends[e]!, ends[e + 1]!, ends[e + 2]!, ends[e + 3]!];
      if (ay > lat! === by > lat!) continue;
      if (lon! < ax + ((lat! - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
    return isInside;
  }

  meets(west: number, south: number, east: number, north: number): boolean {
    return this.west <= east && this.east >= west && this.south <= north && this.north >= south;
  }

  private addRing(ring: readonly Position[]): void {
    let previous = ring.at(-1);
    for (const position of ring) {
      const [lon, lat] = position as [number, number];
      this.west = Math.min(this.west, lon);
      this.east = Math.max(this.east, lon);
      this.south = Math.min(this.south, lat);
      this.north = Math.max(this.north, lat);
      if (lat !== previous![1]) this.ends.push(previous![0]!, previous![1]!, lon, lat);
      previous = position;
    }
  }

  private fillSlabs(): number[][] {
    const count = Math.max(1, Math.ceil(this.ends.length / 4 / EDGES_PER_SLAB));
    const slabs: number[][] = Array.from({ length: count }, () => []);
    for (let e = 0; e < this.ends.length; e += 4) {
      const a = this.slabAt(this.ends[e + 1]!, count);
      const b = this.slabAt(this.ends[e + 3]!, count);
      for (let slab = Math.min(a, b); slab <= Math.max(a, b); slab++) slabs[slab]!.push(e);
    }
    return slabs;
  }

  private slabAt(lat: number, count = this.slabs.length): number {
    const height = this.north - this.south;
    if (!(height > 0)) return 0;
    return Math.min(count - 1, Math.floor(((lat - this.south) / height) * count));
  }
}

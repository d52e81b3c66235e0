import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { NumberBeginning } from './number-beginning.ts';

/** A larger share of unused room is given back by copying. */
const TOLERATED_WASTE = 3 / 4;

/**
 * Areas under construction: the arrays of {@link PackedAreas}, larger than what is in them. Rings,
 * polygons and areas are opened by what is put in and settled by `close…`; what an area has put in
 * can be taken back up to its end.
 */
export class AreaStore {
  coordinates: Float64Array;
  /** Ordinates in use: twice the positions. */
  ordinates = 0;
  /** Whether the area under construction has lost further ordinates. */
  flattened = false;
  /** Type of the area under construction: 1 Polygon, 2 MultiPolygon. */
  openType: 1 | 2 = 1;
  /** How the last longitude and the last latitude began. */
  readonly lonBeginning = new NumberBeginning();
  readonly latBeginning = new NumberBeginning();
  /** Index behind the last number that `scanNumber` read. */
  end = 0;

  #ringStart: Int32Array = new Int32Array(256);
  #rings = 0;
  #polygonRing: Int32Array = new Int32Array(256);
  #polygons = 0;
  #areaPolygon: Int32Array = new Int32Array(256);
  #areaType: Uint8Array = new Uint8Array(256);
  #areas = 0;

  constructor(ordinates: number) {
    this.coordinates = new Float64Array(Math.max(ordinates, 16));
  }

  get areas(): number {
    return this.#areas;
  }

  /** Starts again. */
  clear(): void {
    this.#areas = 0;
    this.dropOpenArea();
  }

  /** Makes room for at least twice the ordinates, and for as many as are expected in the end. */
  grow(expected: number): void {
    const larger = new Float64Array(Math.max(2 * this.coordinates.length, Math.ceil(expected)));
    larger.set(this.coordinates.subarray(0, this.ordinates));
    this.coordinates = larger;
  }

  closeRing(): void {
    this.#rings++;
    if (this.#rings === this.#ringStart.length) this.#ringStart = doubled(this.#ringStart);
    this.#ringStart[this.#rings] = this.ordinates / 2;
  }

  closePolygon(): void {
    this.#polygons++;
    if (this.#polygons === this.#polygonRing.length) this.#polygonRing = doubled(this.#polygonRing);
    this.#polygonRing[this.#polygons] = this.#rings;
  }

  /** @param type as in {@link PackedAreas.areaType}; 0 for an area that nothing was put into */
  closeArea(type: 0 | 1 | 2): void {
    this.#areas++;
    if (this.#areas === this.#areaPolygon.length) {
      this.#areaPolygon = doubled(this.#areaPolygon);
      const types = new Uint8Array(this.#areaPolygon.length);
      types.set(this.#areaType);
      this.#areaType = types;
    }
    this.#areaType[this.#areas - 1] = type;
    this.#areaPolygon[this.#areas] = this.#polygons;
    this.flattened = false;
  }

  /** Takes back what was put in since the last area was closed. */
  dropOpenArea(): void {
    this.#polygons = this.#areaPolygon[this.#areas]!;
    this.#rings = this.#polygonRing[this.#polygons]!;
    this.ordinates = 2 * this.#ringStart[this.#rings]!;
    this.flattened = false;
  }

  /** Puts in a whole area. */
  putGeometry({ type, coordinates }: AreaGeometry): void {
    for (const polygon of type === 'Polygon' ? [coordinates] : coordinates) {
      for (const ring of polygon) {
        while (this.ordinates + 2 * ring.length > this.coordinates.length) this.grow(0);
        for (const position of ring) {
          this.coordinates[this.ordinates++] = position[0]!;
          this.coordinates[this.ordinates++] = position[1]!;
        }
        this.closeRing();
      }
      this.closePolygon();
    }
    this.openType = type === 'Polygon' ? 1 : 2;
  }

  /** Positions of the area under construction. */
  get openVertices(): number {
    const firstRing = this.#polygonRing[this.#areaPolygon[this.#areas]!]!;
    return this.ordinates / 2 - this.#ringStart[firstRing]!;
  }

  /** Hands the areas over; the store must not be used after it. */
  finish(): PackedAreas {
    return {
      count: this.#areas,
      coordinates: trimmed(this.coordinates, this.ordinates),
      ringStart: trimmed(this.#ringStart, this.#rings + 1),
      polygonRing: trimmed(this.#polygonRing, this.#polygons + 1),
      areaPolygon: trimmed(this.#areaPolygon, this.#areas + 1),
      areaType: trimmed(this.#areaType, this.#areas),
    };
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** Untouched pages at the end of a large array take no memory; a copy would, for a while. */
function trimmed<T extends Float64Array | Int32Array | Uint8Array>(array: T, length: number): T {
  const few = array.length - length <= array.length * TOLERATED_WASTE;
  return (few ? array.subarray(0, length) : array.slice(0, length)) as T;
}

import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

// Plans must come back bit for bit. PostGIS writes GeoJSON with at most 15 decimals, which is not enough for
// ordinates below 10 (London's 0.1276 has 17 of them); WKB holds the doubles themselves.

const POLYGON = 3;
const MULTI_POLYGON = 6;
const HAS_Z = 0x80000000;
const HAS_M = 0x40000000;
const HAS_SRID = 0x20000000;
const WGS_84 = 4326;

/**
 * Hexadecimal EWKB of an area, as PostgreSQL takes it for a geometry in WGS 84. The third and further ordinates are left out.
 * The doubles are kept as they are; so is the type.
 */
export const encodeAreaWkb = (geometry: AreaGeometry): string =>
  Buffer.from(areaWkb(geometry).buffer).toString('hex');

/** The same as bytes, in memory of their own. */
export function areaWkb(geometry: AreaGeometry): Uint8Array<ArrayBuffer> {
  const isMulti = geometry.type === 'MultiPolygon';
  const polygons = isMulti ? geometry.coordinates : [geometry.coordinates];
  const bytes = new Uint8Array(polygons.reduce(sizeOfPolygon, isMulti ? 13 : 4));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const byteOrder = () => view.setUint8(at++, 1);
  const word = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  byteOrder();
  word(((isMulti ? MULTI_POLYGON : POLYGON) | HAS_SRID) >>> 0);
  word(WGS_84);
  if (isMulti) word(polygons.length);
  for (const rings of polygons) {
    if (isMulti) {
      byteOrder();
      word(POLYGON);
    }
    word(rings.length);
    for (const ring of rings) {
      word(ring.length);
      writeRing(view, at, ring);
      at += 16 * ring.length;
    }
  }
  return bytes;
}

function writeRing(view: DataView, start: number, ring: readonly Position[]): void {
  let at = start;
  for (let i = 0; i < ring.length; i++, at += 16) {
    const position = ring[i]!;
    view.setFloat64(at, position[0] ?? Number.NaN, true);
    view.setFloat64(at + 8, position[1] ?? Number.NaN, true);
  }
}

/** A polygon within a collection has a head of 5 bytes; one alone has its SRID in their place, and a byte more. */
const sizeOfPolygon = (size: number, rings: Position[][]): number =>
  rings.reduce((sum, ring) => sum + 4 + 16 * ring.length, size + 9);

/**
 * The area that PostgreSQL wrote as hexadecimal EWKB, its doubles as they are.
 * @throws Error for anything but a Polygon or MultiPolygon
 */
export function decodeAreaWkb(hex: string): AreaGeometry {
  const reader = new WkbReader(Buffer.from(hex, 'hex'));
  const type = reader.head();
  if (type === POLYGON) return { type: 'Polygon', coordinates: reader.polygon() };
  if (type !== MULTI_POLYGON) throw new Error(`geometry of WKB type ${type} is no area`);
  const coordinates = Array.from({ length: reader.count() }, () => {
    reader.head();
    return reader.polygon();
  });
  return { type: 'MultiPolygon', coordinates };
}

/** Lines and points of material, by the same reader. */
export type WkbGeometry =
  | AreaGeometry
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] };

/** Any geometry of the tables of material. */
export function decodeWkb(hex: string): WkbGeometry {
  const reader = new WkbReader(Buffer.from(hex, 'hex'));
  const type = reader.head();
  if (type === 1) return { type: 'Point', coordinates: reader.position() };
  if (type === 2) return { type: 'LineString', coordinates: reader.ring() };
  if (type === 5) {
    const coordinates = Array.from({ length: reader.count() }, () => {
      reader.head();
      return reader.ring();
    });
    return { type: 'MultiLineString', coordinates };
  }
  return decodeAreaWkb(hex);
}

class WkbReader {
  readonly #bytes: Buffer;
  #at = 0;
  #little = true;
  #ordinates = 2;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Byte order, type and SRID; returns the type. */
  head(): number {
    this.#little = this.#bytes.readUInt8(this.#at++) === 1;
    const word = this.count();
    if (word & HAS_SRID) this.#at += 4;
    this.#ordinates = 2 + (word & HAS_Z ? 1 : 0) + (word & HAS_M ? 1 : 0);
    return word & 0xff;
  }

  count(): number {
    const value = this.#little
      ? this.#bytes.readUInt32LE(this.#at)
      : this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  polygon(): Position[][] {
    return Array.from({ length: this.count() }, () => this.ring());
  }

  ring(): Position[] {
    return Array.from({ length: this.count() }, () => this.position());
  }

  position(): Position {
    const lon = this.#double();
    const lat = this.#double();
    this.#at += 8 * (this.#ordinates - 2);
    return [lon, lat];
  }

  #double(): number {
    const value = this.#little
      ? this.#bytes.readDoubleLE(this.#at)
      : this.#bytes.readDoubleBE(this.#at);
    this.#at += 8;
    return value;
  }
}

import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * Many areas as typed arrays: no object per position, ready to be handed between threads.
 *
 * Area i has the polygons `areaPolygon[i] … areaPolygon[i + 1])`, polygon p the rings
 * `polygonRing[p] … polygonRing[p + 1])` (shell first), ring r the positions
 * `ringStart[r] … ringStart[r + 1])`, and position k the ordinates `coordinates[2k]` (longitude)
 * and `coordinates[2k + 1]` (latitude), in degrees as they were given, the closing position included.
 */
export interface PackedAreas {
  /** Number of areas. */
  count: number;
  coordinates: Float64Array;
  ringStart: Int32Array;
  polygonRing: Int32Array;
  areaPolygon: Int32Array;
  /** 0: no geometry (null), 1: Polygon, 2: MultiPolygon. */
  areaType: Uint8Array;
}

/** Packs geometries; ordinates beyond the second are dropped. */
export function packAreas(geometries: readonly (AreaGeometry | null)[]): PackedAreas {
  let positions = 0;
  let rings = 0;
  let polygons = 0;
  for (const geometry of geometries) {
    for (const polygon of polygonsOf(geometry)) {
      polygons++;
      rings += polygon.length;
      for (const ring of polygon) positions += ring.length;
    }
  }
  const packed: PackedAreas = {
    count: geometries.length,
    coordinates: new Float64Array(positions * 2),
    ringStart: new Int32Array(rings + 1),
    polygonRing: new Int32Array(polygons + 1),
    areaPolygon: new Int32Array(geometries.length + 1),
    areaType: new Uint8Array(geometries.length),
  };
  let k = 0;
  let r = 0;
  let p = 0;
  geometries.forEach((geometry, i) => {
    packed.areaType[i] = geometry === null ? 0 : geometry.type === 'Polygon' ? 1 : 2;
    for (const polygon of polygonsOf(geometry)) {
      for (const ring of polygon) {
        copyRing(ring, packed.coordinates, k);
        k += ring.length;
        packed.ringStart[++r] = k;
      }
      packed.polygonRing[++p] = r;
    }
    packed.areaPolygon[i + 1] = p;
  });
  return packed;
}

// A function of one ring: with the counters of the loops around it, which closures hold, each position would cost twice as much.
function copyRing(ring: readonly Position[], into: Float64Array, first: number): void {
  let at = 2 * first;
  for (let i = 0; i < ring.length; i++, at += 2) {
    const position = ring[i]!;
    into[at] = position[0]!;
    into[at + 1] = position[1]!;
  }
}

/** One area as GeoJSON. */
export function unpackArea(packed: PackedAreas, area: number): AreaGeometry | null {
  if (packed.areaType[area] === 0) return null;
  const polygons: Position[][][] = [];
  for (let p = packed.areaPolygon[area]!; p < packed.areaPolygon[area + 1]!; p++) {
    const rings: Position[][] = [];
    for (let r = packed.polygonRing[p]!; r < packed.polygonRing[p + 1]!; r++) {
      const ring: Position[] = [];
      for (let k = packed.ringStart[r]!; k < packed.ringStart[r + 1]!; k++) {
        ring.push([packed.coordinates[2 * k]!, packed.coordinates[2 * k + 1]!]);
      }
      rings.push(ring);
    }
    polygons.push(rings);
  }
  return packed.areaType[area] === 1
    ? { type: 'Polygon', coordinates: polygons[0] ?? [] }
    : { type: 'MultiPolygon', coordinates: polygons };
}

const polygonsOf = (geometry: AreaGeometry | null): Position[][][] =>
  geometry === null
    ? []
    : geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.coordinates;

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

/**
 * One area packed as {@link packAreas} has it, made from how another one was packed: of what both have in common at the beginning
 * and at the end of a ring, the same position objects, the numbers are copied as a whole.
 */
export function packLike(
  geometry: AreaGeometry,
  model: AreaGeometry,
  modelPacked: PackedAreas,
): PackedAreas {
  const rings = polygonsOf(geometry).flat();
  const models = polygonsOf(model).flat();
  if (rings.length !== models.length) return packAreas([geometry]);
  const polygonRing = Int32Array.from([
    0,
    ...polygonsOf(geometry).map((polygon) => polygon.length),
  ]);
  for (let p = 1; p < polygonRing.length; p++) polygonRing[p]! += polygonRing[p - 1]!;
  const ringStart = new Int32Array(rings.length + 1);
  rings.forEach((ring, r) => {
    ringStart[r + 1] = ringStart[r]! + ring.length;
  });
  const coordinates = new Float64Array(2 * ringStart[rings.length]!);
  const inCommon: [head: number, tail: number][] = [];
  rings.forEach((ring, r) => {
    const start = ringStart[r]!;
    const from = modelPacked.ringStart[r]!;
    const [head, tail] = commonEnds(ring, models[r]!);
    inCommon.push([head, tail]);
    const source = modelPacked.coordinates;
    coordinates.set(source.subarray(2 * from, 2 * (from + head)), 2 * start);
    copyRing(ring.slice(head, ring.length - tail), coordinates, start + head);
    const end = modelPacked.ringStart[r + 1]!;
    coordinates.set(source.subarray(2 * (end - tail), 2 * end), 2 * (start + ring.length - tail));
  });
  const packed: PackedAreas = {
    count: 1,
    coordinates,
    ringStart,
    polygonRing,
    areaPolygon: Int32Array.of(0, polygonRing.length - 1),
    areaType: Uint8Array.of(geometry.type === 'Polygon' ? 1 : 2),
  };
  // Each keeps its model, and no more than that: a long row of edits is not kept for the sake of the last.
  likenesses.delete(modelPacked);
  likenesses.set(packed, { model: modelPacked, inCommon });
  return packed;
}

const likenesses = new WeakMap<
  PackedAreas,
  { model: PackedAreas; inCommon: readonly (readonly [head: number, tail: number])[] }
>();

/**
 * How many positions each ring has in common with that of a model where it begins, and where it ends: at least so many.
 * @returns undefined when it was not packed like that model
 */
export function likenessTo(
  packed: PackedAreas,
  model: PackedAreas,
): readonly (readonly [head: number, tail: number])[] | undefined {
  const known = likenesses.get(packed);
  return known?.model === model ? known.inCommon : undefined;
}

/** How many position objects two rings have in common where they begin, and where they end. */
function commonEnds(a: readonly Position[], b: readonly Position[]): [head: number, tail: number] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [head, tail];
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

import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { buildArrangement, connectFaces, ownersOf } from '../arrangement.ts';
import { traceRegion } from '../trace-region.ts';
import type { AreaGeometry, Position } from '../types.ts';

/**
 * The area that an invalid geometry stands for: the even–odd rule within each polygon, the union
 * of its polygons. Simple rings, parts that meet in points at most. Null when nothing is left.
 * @throws TooTangledError
 */
export function resolveInvalid(geometry: AreaGeometry): AreaGeometry | null {
  const alone = buildArrangement([geometry], null);
  const covered: number[] = [];
  for (let face = 0; face < alone.faces.faceCount; face++) {
    if (ownersOf(alone, face).length > 0) covered.push(face);
  }
  const coordinates: Position[][][] = connectFaces(alone, covered)
    .map((group) => traceRegion(alone, group).rings)
    .filter((rings) => rings.length > 0);
  return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };
}

/** The same areas with some of them replaced; the others' coordinates are copied as they are. */
export function replaceAreas(
  packed: PackedAreas,
  replacements: ReadonlyMap<number, AreaGeometry | null>,
): PackedAreas {
  if (replacements.size === 0) return packed;
  const pieces = Array.from({ length: packed.count }, (_, area) =>
    replacements.has(area) ? packAreas([replacements.get(area)!]) : sliceArea(packed, area),
  );
  const total = (size: (piece: PackedAreas) => number): number =>
    pieces.reduce((sum, piece) => sum + size(piece), 0);
  const result: PackedAreas = {
    count: packed.count,
    coordinates: new Float64Array(total((piece) => piece.coordinates.length)),
    ringStart: new Int32Array(total((piece) => piece.ringStart.length - 1) + 1),
    polygonRing: new Int32Array(total((piece) => piece.polygonRing.length - 1) + 1),
    areaPolygon: new Int32Array(packed.count + 1),
    areaType: new Uint8Array(packed.count),
  };
  let position = 0;
  let ring = 0;
  let polygon = 0;
  pieces.forEach((piece, area) => {
    result.coordinates.set(piece.coordinates, 2 * position);
    for (let r = 1; r < piece.ringStart.length; r++) {
      result.ringStart[ring + r] = position + piece.ringStart[r]!;
    }
    for (let p = 1; p < piece.polygonRing.length; p++) {
      result.polygonRing[polygon + p] = ring + piece.polygonRing[p]!;
    }
    position += piece.coordinates.length / 2;
    ring += piece.ringStart.length - 1;
    polygon += piece.polygonRing.length - 1;
    result.areaPolygon[area + 1] = polygon;
    result.areaType[area] = piece.areaType[0]!;
  });
  return result;
}

/** One area on its own; the coordinates are a view. */
function sliceArea(packed: PackedAreas, area: number): PackedAreas {
  const firstPolygon = packed.areaPolygon[area]!;
  const lastPolygon = packed.areaPolygon[area + 1]!;
  const firstRing = packed.polygonRing[firstPolygon]!;
  const lastRing = packed.polygonRing[lastPolygon]!;
  const first = packed.ringStart[firstRing]!;
  const last = packed.ringStart[lastRing]!;
  return {
    count: 1,
    coordinates: packed.coordinates.subarray(2 * first, 2 * last),
    ringStart: packed.ringStart.slice(firstRing, lastRing + 1).map((start) => start - first),
    polygonRing: packed.polygonRing
      .slice(firstPolygon, lastPolygon + 1)
      .map((start) => start - firstRing),
    areaPolygon: Int32Array.of(0, lastPolygon - firstPolygon),
    areaType: packed.areaType.slice(area, area + 1),
  };
}

import type { PackedAreas } from './packed-areas.ts';

/** Some of the areas, in the order given; the coordinates are copied. */
export function pickAreas(packed: PackedAreas, wanted: ArrayLike<number>): PackedAreas {
  const { coordinates, ringStart, polygonRing, areaPolygon, areaType } = packed;
  let polygons = 0;
  let rings = 0;
  let positions = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [first, last] = [areaPolygon[wanted[i]!]!, areaPolygon[wanted[i]! + 1]!];
    polygons += last - first;
    rings += polygonRing[last]! - polygonRing[first]!;
    positions += ringStart[polygonRing[last]!]! - ringStart[polygonRing[first]!]!;
  }
  const picked: PackedAreas = {
    count: wanted.length,
    coordinates: new Float64Array(2 * positions),
    ringStart: new Int32Array(rings + 1),
    polygonRing: new Int32Array(polygons + 1),
    areaPolygon: new Int32Array(wanted.length + 1),
    areaType: new Uint8Array(wanted.length),
  };
  let position = 0;
  let ring = 0;
  let polygon = 0;
  for (let i = 0; i < wanted.length; i++) {
    const area = wanted[i]!;
    for (let p = areaPolygon[area]!; p < areaPolygon[area + 1]!; p++) {
      for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
        const [from, to] = [ringStart[r]!, ringStart[r + 1]!];
        picked.coordinates.set(coordinates.subarray(2 * from, 2 * to), 2 * position);
        position += to - from;
        picked.ringStart[++ring] = position;
      }
      picked.polygonRing[++polygon] = ring;
    }
    picked.areaPolygon[i + 1] = polygon;
    picked.areaType[i] = areaType[area]!;
  }
  return picked;
}

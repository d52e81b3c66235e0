import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { orient2d } from 'robust-predicates';

/** Checks of polygons that share no code with the generator. */

export type AreaFeature = Feature<Polygon | MultiPolygon>;

export function areaFeatures(collection: FeatureCollection): AreaFeature[] {
  return collection.features.map((feature) => {
    const { type } = feature.geometry;
    if (type !== 'Polygon' && type !== 'MultiPolygon')
      throw new Error(`${feature.id} is a ${type}`);
    return feature as AreaFeature;
  });
}

/** Polygons as lists of rings, closed as in GeoJSON. */
export function polygonsOf({ geometry }: AreaFeature): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

export const keyOf = (position: Position) => `${position[0]} ${position[1]}`;

/** Every segment of every ring as `from > to`. */
export function directedSegments(feature: AreaFeature): string[] {
  return polygonsOf(feature)
    .flat()
    .flatMap((ring) => ring.slice(1).map((to, i) => `${keyOf(ring[i]!)} > ${keyOf(to)}`));
}

export function reversed(segment: string): string {
  return segment.split(' > ').reverse().join(' > ');
}

/** Signed area in square degrees about a local origin; positive for a counterclockwise ring. */
export function signedArea(ring: Position[]): number {
  const [x0, y0] = ring[0]! as [number, number];
  return ring.slice(1).reduce((sum, to, i) => {
    const from = ring[i]!;
    return sum + ((from[0]! - x0) * (to[1]! - y0) - (to[0]! - x0) * (from[1]! - y0)) / 2;
  }, 0);
}

/** Holes count as negative by their winding. */
export function featureArea(feature: AreaFeature): number {
  return polygonsOf(feature)
    .flat()
    .reduce((sum, ring) => sum + signedArea(ring), 0);
}

function segmentsMeet(a: Position, b: Position, c: Position, d: Position): boolean {
  const side = (p: Position, q: Position, r: Position) =>
    Math.sign(orient2d(p[0]!, p[1]!, q[0]!, q[1]!, r[0]!, r[1]!));
  const boxesMeet = [0, 1].every(
    (i) =>
      Math.max(a[i]!, b[i]!) >= Math.min(c[i]!, d[i]!) &&
      Math.max(c[i]!, d[i]!) >= Math.min(a[i]!, b[i]!),
  );
  return boxesMeet && side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

/** What is wrong with the rings of a feature: nothing, for valid ones that touch nowhere. */
export function ringFlaws(feature: AreaFeature): string[] {
  const flaws: string[] = [];
  for (const rings of polygonsOf(feature)) {
    rings.forEach((ring, index) => {
      if (ring.length < 4) flaws.push('short ring');
      if (keyOf(ring[0]!) !== keyOf(ring[ring.length - 1]!)) flaws.push('open ring');
      if (signedArea(ring) > 0 !== (index === 0)) flaws.push('ring wound the wrong way');
      if (new Set(ring.map(keyOf)).size !== ring.length - 1) flaws.push('repeated vertex');
    });
    const segments = rings.flatMap((ring, index) =>
      ring.slice(1).map((to, i) => ({ from: ring[i]!, to, index, i, last: ring.length - 2 })),
    );
    segments.forEach((one, p) => {
      for (const other of segments.slice(p + 1)) {
        const isNext =
          one.index === other.index &&
          (other.i === one.i + 1 || (one.i === 0 && other.i === other.last));
        if (!isNext && segmentsMeet(one.from, one.to, other.from, other.to)) {
          flaws.push(`self-crossing at ${keyOf(one.from)}`);
        }
      }
    });
  }
  return flaws;
}

/** Segments that are neither matched by a neighbour nor part of the outline. Empty for a perfect coverage. */
export function unmatchedSegments(parts: AreaFeature[], outline: AreaFeature): string[] {
  const rim = new Set(directedSegments(outline));
  const all = parts.flatMap(directedSegments);
  const inside = new Set(all);
  const doubled = all.length === inside.size ? [] : ['a segment runs twice the same way'];
  return [
    ...doubled,
    ...all.filter((segment) => !rim.has(segment) && !inside.has(reversed(segment))),
    ...[...rim].filter((segment) => !inside.has(segment)),
  ];
}

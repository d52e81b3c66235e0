import { buildArrangement, connectFaces, ownersOf } from '../../coverage/arrangement.ts';
import { traceRegion } from '../../coverage/trace-region.ts';
import type { AreaGeometry, Position } from '../../coverage/types.ts';

/** Straighter than this, degrees: two steps of the grid on which borders are computed. */
const STRAIGHT = 2e-11;

/**
 * Unites areas into regions, exactly: a region's border is the areas' own, vertex for vertex, and two regions that
 * share a border share its vertices.
 *
 * A vertex goes that only the end of a dissolved border had put on a straight line; those in `kept` stay.
 * @param areas what is united
 * @param regionOf region of each area, from 0; where areas overlap the ground is the first one's
 * @param regions their number
 * @param kept vertices ({@link vertexKey}) that other areas on the map have
 * @returns a polygon for each region; null for one without ground
 * @throws TooTangledError, InconsistentCoverageError
 */
export function uniteUnits(
  areas: readonly AreaGeometry[],
  regionOf: readonly number[],
  regions: number,
  kept: ReadonlySet<string>,
): (AreaGeometry | null)[] {
  const arrangement = buildArrangement(areas, null);
  const facesOf: number[][] = Array.from({ length: regions }, () => []);
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    const [owner] = ownersOf(arrangement, face);
    if (owner !== undefined) facesOf[regionOf[owner]!]!.push(face);
  }
  const traced = facesOf.map((faces) =>
    connectFaces(arrangement, faces).map((group) => traceRegion(arrangement, group).rings),
  );
  const junctions = findJunctions(traced);
  const isKept = (position: Position): boolean => {
    const key = vertexKey(position);
    return kept.has(key) || junctions.has(key);
  };
  return traced.map((polygons): AreaGeometry | null => {
    const cleaned = polygons
      .map((rings) => rings.map((ring) => dropStraight(ring, isKept)))
      .filter((rings) => rings.length > 0);
    if (cleaned.length === 0) return null;
    return cleaned.length === 1
      ? { type: 'Polygon', coordinates: cleaned[0]! }
      : { type: 'MultiPolygon', coordinates: cleaned };
  });
}

export const vertexKey = (position: Position): string => `${position[0]},${position[1]}`;

/** Rings of an area. */
export const ringsOf = (geometry: AreaGeometry): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

/** Vertices at which more than two stretches of border meet. */
function findJunctions(regions: readonly Position[][][][]): Set<string> {
  const neighbours = new Map<string, Set<string>>();
  const link = (from: string, to: string): void => {
    const known = neighbours.get(from);
    if (known === undefined) neighbours.set(from, new Set([to]));
    else known.add(to);
  };
  for (const ring of regions.flat(2)) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [vertexKey(ring[i - 1]!), vertexKey(ring[i]!)];
      link(a, b);
      link(b, a);
    }
  }
  const junctions = new Set<string>();
  for (const [vertex, others] of neighbours) if (others.size > 2) junctions.add(vertex);
  return junctions;
}

/** Each vertex is judged by its neighbours as they were traced, so that both sides of a border drop the same. */
function dropStraight(ring: Position[], isKept: (position: Position) => boolean): Position[] {
  const open = ring.slice(0, -1);
  const left = open.filter((position, i) => {
    if (isKept(position)) return true;
    const before = open[(i + open.length - 1) % open.length]!;
    return distanceToLine(position, before, open[(i + 1) % open.length]!) > STRAIGHT;
  });
  if (left.length < 3) return ring;
  return [...left, [...left[0]!]];
}

/** Distance from the segment between two positions, in degrees; infinite beyond its ends. */
export function distanceToLine(position: Position, from: Position, to: Position): number {
  const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!];
  const [px, py] = [position[0]! - from[0]!, position[1]! - from[1]!];
  const square = dx * dx + dy * dy;
  if (square === 0) return Number.POSITIVE_INFINITY;
  const along = (px * dx + py * dy) / square;
  if (along <= 0 || along >= 1) return Number.POSITIVE_INFINITY;
  return Math.abs(px * dy - py * dx) / Math.sqrt(square);
}

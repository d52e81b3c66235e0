import Flatbush from 'flatbush';
import { geodesicDistance, type LocalFrame, localFrame } from '../geometry/geodesic.ts';
import { type Arrangement, ownersOf } from './arrangement.ts';
import type { CoverageContext } from './context.ts';
import { halfEdgeOrigin, twinOf } from './trace-faces.ts';
import { vertexPosition } from './trace-region.ts';

/** Two communities that share a border (rook contiguity). Owner indexes, `a < b`. */
export interface Border {
  a: number;
  b: number;
  /** Length along which they meet, within the tolerance. */
  lengthMetres: number;
}

/** Borders that run together for less than this many tolerances meet at a corner only. */
const CORNER_FACTOR = 10;

/**
 * Rook contiguity with shared length. Borders that match are read off the arrangement; where two
 * borders only run within the tolerance of one another, the length of the one that faces the
 * other is measured, and the shorter of both directions counts.
 */
export function findAdjacency({
  arrangement,
  facesOf,
  settings: { toleranceMetres },
}: Pick<CoverageContext, 'arrangement' | 'facesOf' | 'settings'>): Border[] {
  const lengths = new PairLengths(arrangement.communities);
  const unmatched: Unmatched[] = [];
  const { faces, noded } = arrangement;
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const left = ownersOf(arrangement, faces.faceOf[2 * e]!);
    const right = ownersOf(arrangement, faces.faceOf[2 * e + 1]!);
    if (left === right) continue;
    const leftOnly = left.filter((owner) => !right.includes(owner));
    const rightOnly = right.filter((owner) => !left.includes(owner));
    if (leftOnly.length > 0 && rightOnly.length > 0) {
      const length = edgeLength(arrangement, e);
      for (const a of leftOnly) for (const b of rightOnly) lengths.add(a, b, length);
    } else {
      for (const owner of leftOnly) unmatched.push({ halfEdge: 2 * e, owner });
      for (const owner of rightOnly) unmatched.push({ halfEdge: 2 * e + 1, owner });
    }
  }
  addNearBorders(arrangement, unmatched, toleranceMetres, lengths);
  return lengths
    .list()
    .filter((border) => !isCornerContact(arrangement, border, facesOf, toleranceMetres));
}

/**
 * Do two communities run together for too short a stretch to be neighbours? Short borders are
 * measured again as the stretch of a's whole border within the tolerance of b's, which goes on a
 * little beyond both ends of the shared line.
 */
function isCornerContact(
  arrangement: Arrangement,
  { a, b, lengthMetres }: Border,
  facesOf: readonly (readonly number[])[],
  tolerance: number,
): boolean {
  const least = CORNER_FACTOR * tolerance;
  if (lengthMetres > least) return false;
  const [edgesA, edgesB] = [
    borderEdges(arrangement, facesOf, a),
    borderEdges(arrangement, facesOf, b),
  ];
  const origin = vertexPosition(arrangement.noded, halfEdgeOrigin(arrangement.noded, edgesA[0]!));
  const frame = localFrame(origin[0]!, origin[1]!);
  const segmentsB = edgesB.map((edge) => toSegment(arrangement, edge, frame));
  let together = 0;
  for (const edge of edgesA) {
    const segment = toSegment(arrangement, edge, frame);
    const spans = segmentsB
      .map((other) => spanWithin(segment, other, tolerance))
      .filter((span) => span !== null);
    together += unionLength(spans) * Math.hypot(segment[2] - segment[0], segment[3] - segment[1]);
  }
  return together <= least;
}

/** Half-edges with the community on their left only. */
function borderEdges(
  arrangement: Arrangement,
  facesOf: readonly (readonly number[])[],
  owner: number,
): number[] {
  const { faces, boundaries } = arrangement;
  const edges: number[] = [];
  for (const face of facesOf[owner]!) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const other = faces.faceOf[twinOf(halfEdge)]!;
      if (!ownersOf(arrangement, other).includes(owner)) edges.push(halfEdge);
    }
  }
  return edges;
}

function edgeLength({ noded }: Arrangement, edge: number): number {
  return geodesicDistance(
    vertexPosition(noded, noded.edgeFrom[edge]!),
    vertexPosition(noded, noded.edgeTo[edge]!),
  );
}

/** A stretch of border without a partner; its community on the left. */
interface Unmatched {
  halfEdge: number;
  owner: number;
}

type Segment = readonly [ax: number, ay: number, bx: number, by: number];

function addNearBorders(
  arrangement: Arrangement,
  unmatched: readonly Unmatched[],
  tolerance: number,
  lengths: PairLengths,
): void {
  if (unmatched.length === 0 || tolerance <= 0) return;
  const first = vertexPosition(
    arrangement.noded,
    halfEdgeOrigin(arrangement.noded, unmatched[0]!.halfEdge),
  );
  const frame = localFrame(first[0]!, first[1]!);
  const segments = unmatched.map(({ halfEdge }) => toSegment(arrangement, halfEdge, frame));
  const index = new Flatbush(segments.length);
  for (const [ax, ay, bx, by] of segments) {
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index.finish();

  const facing = new Map<string, number>();
  segments.forEach((segment, i) => {
    const { owner } = unmatched[i]!;
    const [ax, ay, bx, by] = segment;
    const spans = new Map<number, [number, number][]>();
    const near = index.search(
      Math.min(ax, bx) - tolerance,
      Math.min(ay, by) - tolerance,
      Math.max(ax, bx) + tolerance,
      Math.max(ay, by) + tolerance,
    );
    for (const j of near) {
      const other = unmatched[j]!.owner;
      if (other === owner || !runsAgainst(segment, segments[j]!)) continue;
      const span = spanBeside(segment, segments[j]!, tolerance);
      if (span !== null) spans.set(other, [...(spans.get(other) ?? []), span]);
    }
    const length = Math.hypot(bx - ax, by - ay);
    for (const [other, list] of spans) {
      const key = `${owner},${other}`;
      facing.set(key, (facing.get(key) ?? 0) + unionLength(list) * length);
    }
  });
  for (const [key, length] of facing) {
    const [owner, other] = key.split(',').map(Number) as [number, number];
    if (owner > other) continue;
    lengths.add(owner, other, Math.min(length, facing.get(`${other},${owner}`) ?? 0));
  }
}

/** Facing borders run in opposite directions, each with its community on the left. */
function runsAgainst([ax, ay, bx, by]: Segment, [cx, cy, dx, dy]: Segment): boolean {
  return (bx - ax) * (dx - cx) + (by - ay) * (dy - cy) < 0;
}

function toSegment({ noded }: Arrangement, halfEdge: number, frame: LocalFrame): Segment {
  const flat = (vertex: number): [number, number] => {
    const [lon, lat] = vertexPosition(noded, vertex) as [number, number];
    return [
      (lon - frame.originLon) * frame.metresPerDegreeLon,
      (lat - frame.originLat) * frame.metresPerDegreeLat,
    ];
  };
  return [
    ...flat(halfEdgeOrigin(noded, halfEdge)),
    ...flat(halfEdgeOrigin(noded, twinOf(halfEdge))),
  ];
}

/**
 * The share of segment s (as an interval of [0, 1]) that lies within the tolerance of segment t:
 * s cut with the strip and the two discs around t. All three are convex and overlap, so the union
 * of the cuts is one interval.
 */
export function spanWithin(s: Segment, t: Segment, tolerance: number): [number, number] | null {
  const [ax, ay, bx, by] = s;
  const [cx, cy, dx, dy] = t;
  const spans: [number, number][] = [];
  for (const [px, py] of [
    [cx, cy],
    [dx, dy],
  ] as const) {
    const disc = cutWithDisc(ax - px, ay - py, bx - ax, by - ay, tolerance);
    if (disc !== null) spans.push(disc);
  }
  const strip = spanBeside(s, t, tolerance);
  if (strip !== null) spans.push(strip);
  if (spans.length === 0) return null;
  return [Math.min(...spans.map(([low]) => low)), Math.max(...spans.map(([, high]) => high))];
}

/** The share of segment s that lies in the strip around t, its ends cut off square. */
function spanBeside(s: Segment, t: Segment, tolerance: number): [number, number] | null {
  const [ax, ay, bx, by] = s;
  const [cx, cy, dx, dy] = t;
  const length = Math.hypot(dx - cx, dy - cy);
  if (length === 0) return null;
  const ux = (dx - cx) / length;
  const uy = (dy - cy) / length;
  const along = cutWithBand(
    (ax - cx) * ux + (ay - cy) * uy,
    (bx - cx) * ux + (by - cy) * uy,
    0,
    length,
  );
  const across = cutWithBand(
    (ay - cy) * ux - (ax - cx) * uy,
    (by - cy) * ux - (bx - cx) * uy,
    -tolerance,
    tolerance,
  );
  if (along === null || across === null) return null;
  const low = Math.max(along[0], across[0]);
  const high = Math.min(along[1], across[1]);
  return low < high ? [low, high] : null;
}

/** Where from + share · (to − from) lies in [low, high]. */
function cutWithBand(from: number, to: number, low: number, high: number): [number, number] | null {
  const slope = to - from;
  if (slope === 0) return from >= low && from <= high ? [0, 1] : null;
  const a = (low - from) / slope;
  const b = (high - from) / slope;
  const start = Math.max(0, Math.min(a, b));
  const end = Math.min(1, Math.max(a, b));
  return start < end ? [start, end] : null;
}

/** Where |p + share · v| ≤ radius. */
function cutWithDisc(
  px: number,
  py: number,
  vx: number,
  vy: number,
  radius: number,
): [number, number] | null {
  const a = vx * vx + vy * vy;
  if (a === 0) return null;
  const b = px * vx + py * vy;
  const discriminant = b * b - a * (px * px + py * py - radius * radius);
  if (discriminant <= 0) return null;
  const root = Math.sqrt(discriminant);
  const start = Math.max(0, (-b - root) / a);
  const end = Math.min(1, (-b + root) / a);
  return start < end ? [start, end] : null;
}

function unionLength(spans: [number, number][]): number {
  spans.sort((a, b) => a[0] - b[0]);
  let length = 0;
  let reached = 0;
  for (const [low, high] of spans) {
    if (high <= reached) continue;
    length += high - Math.max(low, reached);
    reached = high;
  }
  return length;
}

class PairLengths {
  private readonly lengths = new Map<number, number>();
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  add(a: number, b: number, length: number): void {
    if (length <= 0) return;
    const key = Math.min(a, b) * this.count + Math.max(a, b);
    this.lengths.set(key, (this.lengths.get(key) ?? 0) + length);
  }

  list(): Border[] {
    return [...this.lengths]
      .sort(([a], [b]) => a - b)
      .map(([key, lengthMetres]) => ({
        a: Math.floor(key / this.count),
        b: key % this.count,
        lengthMetres,
      }));
  }
}

import Flatbush from 'flatbush';
import { geodesicDistance, type LocalFrame, localFrame } from '../geometry/geodesic.ts';
import type { NodedCoverage } from './node-edges.ts';
import { halfEdgeOrigin, twinOf } from './trace-faces.ts';
import { vertexPosition } from './trace-region.ts';
import type { Position } from './types.ts';

/** Two communities that share a border (rook contiguity). Owner indexes, `a < b`. */
export interface Border {
  a: number;
  b: number;
  /** Length along which they meet, within the tolerance. */
  lengthMetres: number;
  /** Where they only run near one another, if anywhere. */
  nearPlace?: Position;
}

/** Borders that run together for less than this many tolerances meet at a corner only. */
const CORNER_FACTOR = 10;

/** What the search for borders reads. */
export interface BorderSource {
  noded: NodedCoverage;
  /** Number of owners. */
  communities: number;
  /** Owners with their interior on the left only, and on the right only, of an edge from → to. */
  sidesOf: (edge: number) => { left: readonly number[]; right: readonly number[] };
  /** Lengths already known from borders that match. */
  matched?: PairLengths;
  /** A community's whole border: longitude and latitude of both ends, four numbers a segment. */
  borderOf: (owner: number) => Float64Array;
}

/**
 * Rook contiguity with shared length. Where borders match the length is theirs; where two borders
 * only run within the tolerance of one another, the length of the one that faces the other is
 * measured, and the shorter of both directions counts.
 */
export function findAdjacency(source: BorderSource, toleranceMetres: number): Border[] {
  const { noded } = source;
  const lengths = source.matched ?? new PairLengths(source.communities);
  const unmatched: Unmatched[] = [];
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const { left, right } = source.sidesOf(e);
    if (left.length > 0 && right.length > 0) {
      const length = edgeLength(noded, e);
      for (const a of left) for (const b of right) lengths.add(a, b, length);
    } else {
      for (const owner of left) unmatched.push({ halfEdge: 2 * e, owner });
      for (const owner of right) unmatched.push({ halfEdge: 2 * e + 1, owner });
    }
  }
  addNearBorders(noded, unmatched, toleranceMetres, lengths);
  return lengths.list().filter((border) => !isCornerContact(source, border, toleranceMetres));
}

/**
 * Do two communities run together for too short a stretch to be neighbours? Short borders are
 * measured again as the stretch of one's whole border within the tolerance of the other's, which
 * goes on a little beyond both ends of the shared line; the shorter of both directions counts.
 */
function isCornerContact(
  { borderOf }: BorderSource,
  { a, b, lengthMetres }: Border,
  tolerance: number,
): boolean {
  const least = CORNER_FACTOR * tolerance;
  if (lengthMetres > least) return false;
  const [borderA, borderB] = [borderOf(a), borderOf(b)];
  const frame = localFrame(borderA[0]!, borderA[1]!);
  const [segmentsA, segmentsB] = [flatSegments(borderA, frame), flatSegments(borderB, frame)];
  return (
    Math.min(
      lengthWithin(segmentsA, segmentsB, tolerance),
      lengthWithin(segmentsB, segmentsA, tolerance),
    ) <= least
  );
}

/** Length of some segments that lies within the tolerance of others. */
function lengthWithin(
  segments: readonly Segment[],
  others: readonly Segment[],
  tolerance: number,
): number {
  return segments.reduce((sum, segment) => {
    const spans = others
      .map((other) => spanWithin(segment, other, tolerance))
      .filter((span) => span !== null);
    return sum + unionLength(spans) * Math.hypot(segment[2] - segment[0], segment[3] - segment[1]);
  }, 0);
}

function flatSegments(ends: Float64Array, frame: LocalFrame): Segment[] {
  return Array.from(
    { length: ends.length / 4 },
    (_, i): Segment => [
      ...toFlat(ends[4 * i]!, ends[4 * i + 1]!, frame),
      ...toFlat(ends[4 * i + 2]!, ends[4 * i + 3]!, frame),
    ],
  );
}

function toFlat(lon: number, lat: number, frame: LocalFrame): [number, number] {
  return [
    (lon - frame.originLon) * frame.metresPerDegreeLon,
    (lat - frame.originLat) * frame.metresPerDegreeLat,
  ];
}

function edgeLength(noded: NodedCoverage, edge: number): number {
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
  noded: NodedCoverage,
  unmatched: readonly Unmatched[],
  tolerance: number,
  lengths: PairLengths,
): void {
  if (unmatched.length === 0 || tolerance <= 0) return;
  const first = vertexPosition(noded, halfEdgeOrigin(noded, unmatched[0]!.halfEdge));
  const frame = localFrame(first[0]!, first[1]!);
  const segments = unmatched.map(({ halfEdge }) => toSegment(noded, halfEdge, frame));
  const index = new Flatbush(segments.length);
  for (const [ax, ay, bx, by] of segments) {
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index.finish();

  const facing = new Map<string, number>();
  const longest = new Map<string, { length: number; place: Position }>();
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
      const together = unionLength(list) * length;
      facing.set(key, (facing.get(key) ?? 0) + together);
      if (owner < other && together > (longest.get(key)?.length ?? 0)) {
        longest.set(key, { length: together, place: middleOf(noded, unmatched[i]!.halfEdge) });
      }
    }
  });
  for (const [key, length] of facing) {
    const [owner, other] = key.split(',').map(Number) as [number, number];
    if (owner > other) continue;
    const together = Math.min(length, facing.get(`${other},${owner}`) ?? 0);
    // Two borders that part at less than a right angle stay near one another for a little.
    const isTaper = together <= CORNER_FACTOR * tolerance;
    if (isTaper && lengths.has(owner, other)) continue;
    lengths.add(owner, other, together);
    const near = longest.get(key);
    if (near !== undefined && !isTaper) lengths.mark(owner, other, near.place);
  }
}

function middleOf(noded: NodedCoverage, halfEdge: number): Position {
  const a = vertexPosition(noded, halfEdgeOrigin(noded, halfEdge));
  const b = vertexPosition(noded, halfEdgeOrigin(noded, twinOf(halfEdge)));
  return [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2];
}

/** Facing borders run in opposite directions, each with its community on the left. */
function runsAgainst([ax, ay, bx, by]: Segment, [cx, cy, dx, dy]: Segment): boolean {
  return (bx - ax) * (dx - cx) + (by - ay) * (dy - cy) < 0;
}

function toSegment(noded: NodedCoverage, halfEdge: number, frame: LocalFrame): Segment {
  const from = vertexPosition(noded, halfEdgeOrigin(noded, halfEdge));
  const to = vertexPosition(noded, halfEdgeOrigin(noded, twinOf(halfEdge)));
  return [...toFlat(from[0]!, from[1]!, frame), ...toFlat(to[0]!, to[1]!, frame)];
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

/** Lengths by pair of owners. */
export class PairLengths {
  private readonly lengths = new Map<number, number>();
  private readonly places = new Map<number, Position>();
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  add(a: number, b: number, length: number): void {
    if (length <= 0) return;
    const key = Math.min(a, b) * this.count + Math.max(a, b);
    this.lengths.set(key, (this.lengths.get(key) ?? 0) + length);
  }

  has(a: number, b: number): boolean {
    return this.lengths.has(Math.min(a, b) * this.count + Math.max(a, b));
  }

  /** Notes where a pair runs near one another without meeting. */
  mark(a: number, b: number, place: Position): void {
    this.places.set(Math.min(a, b) * this.count + Math.max(a, b), place);
  }

  list(): Border[] {
    return [...this.lengths]
      .sort(([a], [b]) => a - b)
      .map(([key, lengthMetres]) => ({
        a: Math.floor(key / this.count),
        b: key % this.count,
        lengthMetres,
        ...(this.places.has(key) ? { nearPlace: this.places.get(key)! } : {}),
      }));
  }
}

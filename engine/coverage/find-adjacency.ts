import type { PairVisitor } from '../geometry/box-grid.ts';
import { geodesicDistance, type LocalFrame, localFrame } from '../geometry/geodesic.ts';
import { IntList } from '../geometry/int-list.ts';
import { noteShape } from '../geometry/kept-shapes.ts';
import { SegmentIndex } from '../geometry/segment-index.ts';
import type { EdgeSides } from './edge-sides.ts';
import { type Span, SpanLists, spanBeside, spanWithin } from './near-spans.ts';
import type { NodedCoverage } from './node-edges.ts';
import { type Border, PairLengths } from './pair-lengths.ts';
import type { Position } from './types.ts';

export { type Border, PairLengths } from './pair-lengths.ts';

/** Borders that run together for less than this many tolerances meet at a corner only. */
export const CORNER_FACTOR = 10;

/** What the search for borders reads. */
export interface BorderSource {
  noded: NodedCoverage;
  /** Number of owners; entries of `sides` with another owner do not count. */
  communities: number;
  /** Owners with their interior on one side only of each edge. */
  sides: EdgeSides;
  /** Lengths already known from borders that match. */
  matched?: PairLengths;
  /** A community's whole border: longitude and latitude of both ends, four numbers a segment. */
  borderOf: (owner: number) => Float64Array;
  /** Pairs that are asked for; all when left out. */
  isWanted?: (a: number, b: number) => boolean;
}

/**
 * Rook contiguity with shared length. Where borders match the length is theirs; where two borders
 * only run within the tolerance of one another, the length of the one that faces the other is
 * measured, and the shorter of both directions counts.
 */
export function findAdjacency(source: BorderSource, toleranceMetres: number): Border[] {
  const lengths = source.matched ?? new PairLengths(source.communities);
  const unmatched = addSharedEdges(source, lengths);
  if (toleranceMetres > 0) addNearBorders(source, unmatched, toleranceMetres, lengths);
  return lengths.list((a, b, length) => {
    if (source.isWanted !== undefined && !source.isWanted(a, b)) return false;
    return (
      length > CORNER_FACTOR * toleranceMetres || !isCornerContact(source, a, b, toleranceMetres)
    );
  });
}

/** Adds the edges that two communities share, and returns the others. */
function addSharedEdges(
  { noded, communities, sides }: BorderSource,
  lengths: PairLengths,
): Unmatched {
  const { start, owner, isLeft } = sides;
  const unmatched: Unmatched = { halfEdges: new IntList(1024), owners: new IntList(1024) };
  for (let e = 0; e < start.length - 1; e++) {
    let isShared = false;
    let length = -1;
    for (let i = start[e]!; i < start[e + 1]!; i++) {
      if (owner[i]! >= communities) continue;
      for (let j = i + 1; j < start[e + 1]!; j++) {
        if (owner[j]! >= communities || isLeft[i] === isLeft[j]) continue;
        isShared = true;
        if (length < 0) length = edgeLength(noded, e);
        lengths.add(owner[i]!, owner[j]!, length);
      }
    }
    if (isShared) continue;
    for (let i = start[e]!; i < start[e + 1]!; i++) {
      if (owner[i]! >= communities) continue;
      unmatched.halfEdges.push(2 * e + (isLeft[i] === 0 ? 1 : 0));
      unmatched.owners.push(owner[i]!);
    }
  }
  return unmatched;
}

/**
 * Do two communities run together for too short a stretch to be neighbours? Short borders are
 * measured again as the stretch of one's whole border within the tolerance of the other's, which
 * goes on a little beyond both ends of the shared line; the shorter of both directions counts.
 */
function isCornerContact(
  { borderOf }: BorderSource,
  a: number,
  b: number,
  tolerance: number,
): boolean {
  const [borderA, borderB] = [borderOf(a), borderOf(b)];
  const frame = localFrame(borderA[0]!, borderA[1]!);
  const ends = new Float64Array(borderA.length + borderB.length);
  flattenInto(ends, 0, borderA, frame);
  flattenInto(ends, borderA.length, borderB, frame);
  const countA = borderA.length / 4;
  const spans = new SpanLists(ends.length / 4);
  const span: Span = { low: 0, high: 0 };
  const visit = (i: number, j: number): void => {
    if (i >= countA || j < countA) return;
    if (spanWithin(ends, 4 * i, ends, 4 * j, tolerance, span)) spans.add(i, 0, span);
    if (spanWithin(ends, 4 * j, ends, 4 * i, tolerance, span)) spans.add(j, 0, span);
  };
  new SegmentIndex(ends).forEachNearPair(tolerance, noteShape(visit));
  const together = [0, 0];
  for (let i = 0; i < ends.length / 4; i++) {
    spans.forEachUnion(i, (_, low, high) => {
      together[i < countA ? 0 : 1]! += (high - low) * lengthAt(ends, 4 * i);
    });
  }
  return Math.min(together[0]!, together[1]!) <= CORNER_FACTOR * tolerance;
}

function flattenInto(
  flat: Float64Array,
  at: number,
  degrees: Float64Array,
  frame: LocalFrame,
): void {
  for (let i = 0; i < degrees.length; i += 2) {
    flat[at + i] = (degrees[i]! - frame.originLon) * frame.metresPerDegreeLon;
    flat[at + i + 1] = (degrees[i + 1]! - frame.originLat) * frame.metresPerDegreeLat;
  }
}

/** The segment at an index. */
function flattenOne(flat: Float64Array, ends: Float64Array, at: number, frame: LocalFrame): void {
  flat[0] = (ends[at]! - frame.originLon) * frame.metresPerDegreeLon;
  flat[1] = (ends[at + 1]! - frame.originLat) * frame.metresPerDegreeLat;
  flat[2] = (ends[at + 2]! - frame.originLon) * frame.metresPerDegreeLon;
  flat[3] = (ends[at + 3]! - frame.originLat) * frame.metresPerDegreeLat;
}

function lengthAt(ends: Float64Array, at: number): number {
  const dx = ends[at + 2]! - ends[at]!;
  const dy = ends[at + 3]! - ends[at + 1]!;
  return Math.sqrt(dx * dx + dy * dy);
}

function edgeLength({ edgeFrom, edgeTo, lons, lats }: NodedCoverage, edge: number): number {
  const a = edgeFrom[edge]!;
  const b = edgeTo[edge]!;
  return geodesicDistance([lons[a]!, lats[a]!], [lons[b]!, lats[b]!]);
}

/** Stretches of border without a partner: half-edges with the community on the left. */
interface Unmatched {
  halfEdges: IntList;
  owners: IntList;
}

function addNearBorders(
  { noded, communities }: BorderSource,
  unmatched: Unmatched,
  tolerance: number,
  lengths: PairLengths,
): void {
  const owners = unmatched.owners.toArray();
  if (owners.length === 0) return;
  const ends = endsOf(noded, unmatched);
  const spans = findFacing(ends, owners, tolerance);
  if (spans.size === 0) return;
  // By ordered pair: how far the first runs along the second, and the longest stretch of that.
  const facing = new Map<
    number,
    { owner: number; other: number; length: number; most: number; segment: number }
  >();
  let i = 0;
  const addStretch = noteShape((other: number, low: number, high: number): void => {
    const length = geodesicDistance(placeAt(ends, 4 * i, low), placeAt(ends, 4 * i, high));
    const owner = owners[i]!;
    const key = owner * communities + other;
    const known = facing.get(key);
    if (known === undefined) {
      facing.set(key, { owner, other, length, most: length, segment: i });
      return;
    }
    known.length += length;
    if (length > known.most) {
      known.most = length;
      known.segment = i;
    }
  });
  for (; i < owners.length; i++) spans.forEachUnion(i, addStretch);
  for (const { owner, other, length, segment } of facing.values()) {
    if (owner > other) continue;
    const together = Math.min(length, facing.get(other * communities + owner)?.length ?? 0);
    // Two borders that part at less than a right angle stay near one another for a little.
    const isTaper = together <= CORNER_FACTOR * tolerance;
    if (isTaper && lengths.has(owner, other)) continue;
    lengths.add(owner, other, together);
    if (!isTaper) lengths.mark(owner, other, middleOf(ends, 4 * segment));
  }
}

function endsOf({ edgeFrom, edgeTo, lons, lats }: NodedCoverage, unmatched: Unmatched) {
  const { data, length } = unmatched.halfEdges;
  const ends = new Float64Array(4 * length);
  for (let i = 0; i < length; i++) {
    const edge = data[i]! >> 1;
    const isReversed = (data[i]! & 1) === 1;
    const from = (isReversed ? edgeTo : edgeFrom)[edge]!;
    const to = (isReversed ? edgeFrom : edgeTo)[edge]!;
    ends[4 * i] = lons[from]!;
    ends[4 * i + 1] = lats[from]!;
    ends[4 * i + 2] = lons[to]!;
    ends[4 * i + 3] = lats[to]!;
  }
  return ends;
}

/** For each segment: the shares of it that lie beside a segment of another community, by that one. */
export function findFacing(
  ends: Float64Array,
  owners: ArrayLike<number>,
  tolerance: number,
): SpanLists {
  const facing = new Facing(ends, owners, tolerance);
  new SegmentIndex(ends).visitNearPairs(degreesAround(ends, tolerance), facing);
  return facing.spans;
}

class Facing implements PairVisitor {
  readonly spans: SpanLists;
  private readonly ends: Float64Array;
  private readonly owners: ArrayLike<number>;
  private readonly tolerance: number;
  private readonly span: Span = { low: 0, high: 0 };
  private readonly here = new Float64Array(4);
  private readonly there = new Float64Array(4);

  constructor(ends: Float64Array, owners: ArrayLike<number>, tolerance: number) {
    this.spans = new SpanLists(owners.length);
    this.ends = ends;
    this.owners = owners;
    this.tolerance = tolerance;
    noteShape(this);
  }

  visitPair(i: number, j: number): void {
    if (this.owners[i] === this.owners[j]) return;
    this.look(i, j);
    this.look(j, i);
  }

  private look(i: number, j: number): void {
    const { ends, here, there, span } = this;
    // In a frame of the place where the two are near, which the second pass knows: so what is measured
    // depends on nothing else, not even on where other borders cut the segments.
    let latitude = latitudeBetween(ends, 4 * i, 4 * j);
    for (let pass = 0; pass < 2; pass++) {
      const frame = localFrame(ends[4 * i]!, latitude);
      flattenOne(here, ends, 4 * i, frame);
      flattenOne(there, ends, 4 * j, frame);
      if (!runsAgainst(here, there)) return;
      if (!spanBeside(here, 0, there, 0, this.tolerance, span)) return;
      latitude = placeAt(ends, 4 * i, (span.low + span.high) / 2)[1]!;
    }
    this.spans.add(i, this.owners[j]!, span);
  }
}

/** The middle of the latitudes that two segments have in common, or of the space between them. */
function latitudeBetween(ends: Float64Array, i: number, j: number): number {
  const low = Math.max(Math.min(ends[i + 1]!, ends[i + 3]!), Math.min(ends[j + 1]!, ends[j + 3]!));
  const high = Math.min(Math.max(ends[i + 1]!, ends[i + 3]!), Math.max(ends[j + 1]!, ends[j + 3]!));
  return (low + high) / 2;
}

const placeAt = (ends: Float64Array, at: number, share: number): Position => [
  ends[at]! + share * (ends[at + 2]! - ends[at]!),
  ends[at + 1]! + share * (ends[at + 3]! - ends[at + 1]!),
];

/** At least the tolerance in degrees, on both axes, anywhere among the segments. */
function degreesAround(ends: Float64Array, tolerance: number): number {
  let furthest = 0;
  for (let i = 1; i < ends.length; i += 2) {
    const latitude = ends[i]! < 0 ? -ends[i]! : ends[i]!;
    if (latitude > furthest) furthest = latitude;
  }
  const frame = localFrame(0, Math.min(furthest, 89.9));
  return (1.01 * tolerance) / Math.min(frame.metresPerDegreeLon, frame.metresPerDegreeLat);
}

const middleOf = (ends: Float64Array, at: number): Position => [
  (ends[at]! + ends[at + 2]!) / 2,
  (ends[at + 1]! + ends[at + 3]!) / 2,
];

/** Facing borders run in opposite directions, each with its community on the left. */
const runsAgainst = (s: Float64Array, t: Float64Array): boolean =>
  (s[2]! - s[0]!) * (t[2]! - t[0]!) + (s[3]! - s[1]!) * (t[3]! - t[1]!) < 0;

import { CORNER_FACTOR, findFacing } from '../coverage/find-adjacency.ts';
import type { ResidualGraph } from '../coverage/residual/residual-graph.ts';
import type { Position } from '../coverage/types.ts';
import { geodesicDistance } from '../geometry/geodesic.ts';
import { type BorderEdges, OUTSIDE } from './border-edges.ts';

/** Edges of the residual that no other area shares, walked with their area on the left. */
export interface LooseEdges {
  from: number[];
  to: number[];
  owners: number[];
}

/** What the borders that do not match are judged by. */
export interface NearBorderSource {
  noded: ResidualGraph['noded'];
  loose: LooseEdges;
  toleranceMetres: number;
  /** Are two areas neighbours at all? */
  isWanted: (a: number, b: number) => boolean;
  /** Do they share edges exactly? */
  isExact: (a: number, b: number) => boolean;
}

/** A stretch of a walk that runs along another area, in metres from the start of the walk. */
interface Interval {
  other: number;
  from: number;
  to: number;
}

/** Loose edges of one area that follow one another. */
interface Walk {
  owner: number;
  edges: number[];
  positions: Position[];
  /** Distance of each position from the first. */
  along: number[];
}

/**
 * Adds the borders of areas that only run within the tolerance of one another, and what is left: the
 * borders with the outside.
 *
 * Of the two lines of such a border the shorter one stands for both, as in the audit's adjacency.
 * Spans are measured square to the other line, so they part at bends by less than the tolerances of
 * {@link BEND}; such breaks are closed. Leftovers of up to ten tolerances beside a near border are
 * corners, not borders with the outside.
 */
export function addNearBorders(source: NearBorderSource, edges: BorderEdges): void {
  const { noded, loose, toleranceMetres } = source;
  const walks = linkWalks(loose, (vertex) => [noded.lons[vertex]!, noded.lats[vertex]!]);
  const intervals = walks.map((): Interval[] => []);
  if (toleranceMetres > 0) {
    const facing = measureFacing(source, walks, intervals);
    const isLine = (owner: number, other: number): boolean => facing.isLine(owner, other);
    const isNear = (owner: number, other: number): boolean => facing.isNear(owner, other);
    walks.forEach((walk, w) => {
      const near = intervals[w]!.filter(({ other }) => isNear(walk.owner, other));
      intervals[w] = mergeIntervals(near, BEND * toleranceMetres);
      for (const { other, from, to } of intervals[w]!) {
        if (isLine(walk.owner, other)) edges.addLine(walk.owner, other, cutWalk(walk, from, to));
      }
    });
  }
  walks.forEach((walk, w) => {
    addOuter(walk, intervals[w]!, CORNER_FACTOR * toleranceMetres, edges);
  });
}

/** Breaks of up to so many tolerances between spans along one other area are closed. */
const BEND = 4;

/** Chains loose edges of one area from vertex to vertex. */
function linkWalks(
  { from, to, owners }: LooseEdges,
  positionOf: (vertex: number) => Position,
): Walk[] {
  const order = owners.map((_, i) => i).sort((a, b) => owners[a]! - owners[b]! || a - b);
  const walks: Walk[] = [];
  for (let at = 0; at < order.length; ) {
    const owner = owners[order[at]!]!;
    const leaving = new Map<number, number[]>();
    const entered = new Set<number>();
    const own: number[] = [];
    for (; at < order.length && owners[order[at]!] === owner; at++) {
      const edge = order[at]!;
      own.push(edge);
      const others = leaving.get(from[edge]!);
      if (others === undefined) leaving.set(from[edge]!, [edge]);
      else others.push(edge);
      entered.add(to[edge]!);
    }
    const used = new Set<number>();
    const walkFrom = (first: number): void => {
      const chain: number[] = [];
      for (let edge: number | undefined = first; edge !== undefined && !used.has(edge); ) {
        used.add(edge);
        chain.push(edge);
        edge = leaving.get(to[edge]!)?.find((next) => !used.has(next));
      }
      const positions = [positionOf(from[chain[0]!]!), ...chain.map((e) => positionOf(to[e]!))];
      walks.push({ owner, edges: chain, positions, along: distancesAlong(positions) });
    };
    for (const edge of own) if (!entered.has(from[edge]!)) walkFrom(edge);
    for (const edge of own) if (!used.has(edge)) walkFrom(edge);
  }
  return walks;
}

function distancesAlong(positions: readonly Position[]): number[] {
  const along = [0];
  for (let i = 1; i < positions.length; i++) {
    along.push(along[i - 1]! + geodesicDistance(positions[i - 1]!, positions[i]!));
  }
  return along;
}

/** Fills in who runs beside each walk, and how long each area runs along each other. */
function measureFacing(
  { loose, toleranceMetres, isWanted, isExact }: NearBorderSource,
  walks: readonly Walk[],
  intervals: Interval[][],
) {
  const { owners } = loose;
  const ends = new Float64Array(4 * owners.length);
  for (const { edges, positions } of walks) {
    edges.forEach((edge, i) => {
      ends.set(positions[i]!.slice(0, 2), 4 * edge);
      ends.set(positions[i + 1]!.slice(0, 2), 4 * edge + 2);
    });
  }
  const spans = findFacing(ends, owners, toleranceMetres);
  const lengths = new Map<string, number>();
  walks.forEach(({ owner, edges, along }, w) => {
    edges.forEach((edge, i) => {
      const start = along[i]!;
      const length = along[i + 1]! - start;
      spans.forEachUnion(edge, (other, low, high) => {
        intervals[w]!.push({ other, from: start + low * length, to: start + high * length });
        const key = `${owner} ${other}`;
        lengths.set(key, (lengths.get(key) ?? 0) + (high - low) * length);
      });
    });
  });
  const lengthOf = (a: number, b: number): number => lengths.get(`${a} ${b}`) ?? 0;
  const isNear = (a: number, b: number): boolean => {
    const together = Math.min(lengthOf(a, b), lengthOf(b, a));
    if (together <= 0 || !isWanted(a, b)) return false;
    // Two borders that part at less than a right angle stay near one another for a little.
    return together > CORNER_FACTOR * toleranceMetres || !isExact(a, b);
  };
  return {
    isNear,
    /** Does the line of the first stand for both? */
    isLine: (a: number, b: number): boolean =>
      isNear(a, b) &&
      (lengthOf(a, b) < lengthOf(b, a) || (lengthOf(a, b) === lengthOf(b, a) && a < b)),
  };
}

/** In the order of the walk; breaks along one other area are closed up to a length. */
function mergeIntervals(intervals: readonly Interval[], closed: number): Interval[] {
  const merged: Interval[] = [];
  const latest = new Map<number, Interval>();
  for (const interval of [...intervals].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const known = latest.get(interval.other);
    if (known !== undefined && interval.from - known.to <= closed) {
      known.to = Math.max(known.to, interval.to);
      continue;
    }
    const copy = { ...interval };
    latest.set(interval.other, copy);
    merged.push(copy);
  }
  return merged;
}

/** What no interval covers borders the outside. */
function addOuter(
  walk: Walk,
  intervals: readonly Interval[],
  corner: number,
  edges: BorderEdges,
): void {
  const end = walk.along.at(-1)!;
  const add = (from: number, to: number, isBeside: boolean): void => {
    if (to - from <= (isBeside ? corner : 0)) return;
    edges.addLine(walk.owner, OUTSIDE, cutWalk(walk, from, to));
  };
  let reached = 0;
  for (const { from, to } of intervals) {
    add(reached, from, true);
    reached = Math.max(reached, to);
  }
  add(reached, end, intervals.length > 0);
}

/** Ends this close to a vertex are the vertex. Metres. */
const AT_VERTEX = 1e-6;

/** The piece of a walk between two distances from its start. */
function cutWalk({ positions, along }: Walk, from: number, to: number): Position[] {
  const line: Position[] = [];
  for (let i = 0; i < positions.length; i++) {
    const here = along[i]!;
    if (i > 0) {
      const before = along[i - 1]!;
      for (const cut of [from, to]) {
        if (cut > before + AT_VERTEX && cut < here - AT_VERTEX) {
          const share = (cut - before) / (here - before);
          const [a, b] = [positions[i - 1]!, positions[i]!];
          line.push([a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)]);
        }
      }
    }
    if (here >= from - AT_VERTEX && here <= to + AT_VERTEX) line.push(positions[i]!);
  }
  return line;
}

import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import type { Position } from '../types.ts';
import { isBefore } from './relate-segments.ts';
import type { RingTable } from './ring-table.ts';

/** An unordered pair of rings as a key. */
export const pairKey = (a: number, b: number): string => (a < b ? `${a}/${b}` : `${b}/${a}`);
/** A place as a key: equal exactly when the doubles are (−0 and 0 are the same place). */
export const pointKey = (x: number, y: number): string => `${x},${y}`;

/** A stretch, (x0, y0) before (x1, y1), on which two segments run along each other. */
export interface OverlapPiece {
  ringA: number;
  ringB: number;
  /** Vertex at which one ring turns back on itself, or −1. */
  tip: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Connected overlap pieces of one pair of rings, or one tip of a spike. */
export interface OverlapRun {
  ringA: number;
  ringB: number;
  isSpike: boolean;
  /** The tip, or the middle of the run's lowest piece. */
  location: Position;
}

/**
 * Puts overlap pieces that hang together into runs: a border of a thousand vertices that two
 * parts share is one fault, not a thousand. A run of one ring that has tips is as many spikes.
 * `ends` holds the end points of all pieces per pair of rings.
 */
export function groupOverlaps(
  table: RingTable,
  pieces: readonly OverlapPiece[],
): { runs: OverlapRun[]; ends: Map<string, Set<string>> } {
  const sets = new DisjointSets(pieces.length);
  const ends = new Map<string, Set<string>>();
  const firstAt = new Map<string, number>();
  pieces.forEach((piece, i) => {
    const pair = pairKey(piece.ringA, piece.ringB);
    const known = ends.get(pair) ?? new Set<string>();
    ends.set(pair, known);
    for (const end of [pointKey(piece.x0, piece.y0), pointKey(piece.x1, piece.y1)]) {
      known.add(end);
      const key = `${pair} ${end}`;
      const first = firstAt.get(key);
      if (first === undefined) firstAt.set(key, i);
      else sets.union(first, i);
    }
  });

  const groups = new Map<number, OverlapPiece[]>();
  pieces.forEach((piece, i) => {
    const root = sets.find(i);
    const group = groups.get(root);
    if (group) group.push(piece);
    else groups.set(root, [piece]);
  });
  return { runs: [...groups.values()].flatMap((group) => runsOf(table, group)), ends };
}

function runsOf({ xs, ys }: RingTable, group: readonly OverlapPiece[]): OverlapRun[] {
  const { ringA, ringB } = group[0]!;
  const tips = group.filter(({ tip }) => tip >= 0);
  if (tips.length > 0) {
    return tips.map(({ tip }) => ({
      ringA,
      ringB,
      isSpike: true,
      location: [xs[tip]!, ys[tip]!],
    }));
  }
  const lowest = group.reduce((a, b) => (isLower(b, a) ? b : a));
  const location = [(lowest.x0 + lowest.x1) / 2, (lowest.y0 + lowest.y1) / 2];
  return [{ ringA, ringB, isSpike: false, location }];
}

function isLower(a: OverlapPiece, b: OverlapPiece): boolean {
  if (a.x0 !== b.x0 || a.y0 !== b.y0) return isBefore(a.x0, a.y0, b.x0, b.y0);
  return isBefore(a.x1, a.y1, b.x1, b.y1);
}

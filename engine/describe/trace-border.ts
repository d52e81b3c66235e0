import type { BarrierIndex } from '../barriers/barrier-index.ts';
import { matchBorder } from '../barriers/match-border.ts';
import type { Position } from '../coverage/types.ts';
import { geodesicDistance } from '../geometry/geodesic.ts';
import { featureKey } from './border-words.ts';
import { type FlatRing, type Point, toPoint, toPosition } from './flat-ring.ts';
import type { Ground, GroundBeyond } from './ground-beyond.ts';
import type { BorderFeature } from './types.ts';

/** What lies beyond a border is looked up at least this often, in metres and in shares of the ring. */
const PIECE_METRES = 25;
const MOST_PIECES = 2000;
/** A stretch shorter than this, in metres, is part of its neighbours: a junction, a bulge of a kerb. */
const SHORTEST_STRETCH = 30;
/** The same between two stretches along one and the same feature. */
const SHORTEST_INTERRUPTION = 60;

/** A short straight piece of a border, clockwise around the community. */
export interface BorderPiece {
  from: Position;
  to: Position;
  start: Point;
  end: Point;
  /** Geodesic. */
  lengthMetres: number;
  beyond: Ground;
}

/** A stretch of a border along one feature. */
export interface BorderRun {
  along: BorderFeature;
  pieces: BorderPiece[];
  lengthMetres: number;
}

export interface TraceInput {
  ring: FlatRing;
  /** Id of the community that the ring bounds. */
  own: string;
  index: BarrierIndex;
  ground: GroundBeyond;
  toleranceMetres: number;
}

/**
 * The stretches of a ring by what they run along, in order from its first position; together they are
 * the ring. Stretches too short to be told are part of their neighbours. The first and the last differ
 * unless there is only one: a stretch around the first position stands at the end, whole.
 */
export function traceBorder(input: TraceInput): BorderRun[] {
  const { ring, index, own, ground, toleranceMetres } = input;
  const total = ringLength(ring.positions);
  const longest = Math.max(PIECE_METRES, total / MOST_PIECES);
  const neighbours = ground.near(ring);
  const runs: BorderRun[] = [];
  for (const { barrier, coordinates } of matchBorder(ring.positions, index, { toleranceMetres })) {
    for (const piece of cutIntoPieces(coordinates, ring, longest)) {
      const beyond = ground.find(own, outsideOf(piece, ring), neighbours);
      const along: BorderFeature = barrier === null ? beyond : { kind: 'barrier', barrier };
      append(runs, along, { ...piece, beyond });
    }
  }
  return joinShort(joinEnds(runs));
}

function ringLength(positions: readonly Position[]): number {
  let sum = 0;
  for (let i = 1; i < positions.length; i++) {
    sum += geodesicDistance(positions[i - 1]!, positions[i]!);
  }
  return sum;
}

function cutIntoPieces(
  line: readonly Position[],
  { frame }: FlatRing,
  longest: number,
): Omit<BorderPiece, 'beyond'>[] {
  const pieces: Omit<BorderPiece, 'beyond'>[] = [];
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1]!;
    const b = line[i]!;
    const length = geodesicDistance(a, b);
    if (length === 0) continue;
    const count = Math.ceil(length / longest);
    const at = (k: number): Position =>
      k === 0
        ? a
        : k === count
          ? b
          : [a[0]! + (k / count) * (b[0]! - a[0]!), a[1]! + (k / count) * (b[1]! - a[1]!)];
    for (let k = 0; k < count; k++) {
      const [from, to] = [at(k), at(k + 1)];
      pieces.push({
        from,
        to,
        start: toPoint(frame, from),
        end: toPoint(frame, to),
        lengthMetres: length / count,
      });
    }
  }
  return pieces;
}

/** Places outside the middle of a piece: to the left of a clockwise ring. */
function outsideOf(
  { start: [ax, ay], end: [bx, by] }: Pick<BorderPiece, 'start' | 'end'>,
  { frame }: FlatRing,
): (metres: number) => Position {
  const length = Math.hypot(bx - ax, by - ay);
  const [nx, ny] = length > 0 ? [(ay - by) / length, (bx - ax) / length] : [0, 0];
  return (metres) => toPosition(frame, [(ax + bx) / 2 + metres * nx, (ay + by) / 2 + metres * ny]);
}

/** Puts a piece behind the others; grows the last stretch in place, as a ring may have 100,000 pieces. */
function append(runs: BorderRun[], along: BorderFeature, piece: BorderPiece): void {
  const { lengthMetres } = piece;
  const last = runs.at(-1);
  if (last === undefined || featureKey(last.along) !== featureKey(along)) {
    runs.push({ along, pieces: [piece], lengthMetres });
    return;
  }
  if (lengthMetres > last.lengthMetres) last.along = along;
  last.pieces.push(piece);
  last.lengthMetres += lengthMetres;
}

/** Two stretches, one behind the other, along what the longer of them runs along. */
function join(first: BorderRun, second: BorderRun): BorderRun {
  const isFirst = first.lengthMetres >= second.lengthMetres;
  return {
    along: (isFirst ? first : second).along,
    pieces: [...first.pieces, ...second.pieces],
    lengthMetres: first.lengthMetres + second.lengthMetres,
  };
}

/** The stretch around the first position as one, at the end. */
function joinEnds(runs: BorderRun[]): BorderRun[] {
  const [first, ...rest] = runs;
  const last = rest.pop();
  if (first === undefined || last === undefined) return runs;
  if (featureKey(first.along) !== featureKey(last.along)) return runs;
  return [...rest, join(last, first)];
}

/** Gives short stretches to their neighbours, the shortest first, until none is left. */
function joinShort(runs: BorderRun[]): BorderRun[] {
  let list = runs;
  while (list.length > 1) {
    const short = shortest(list);
    if (short < 0) return list;
    const around = (i: number): number => (i + list.length) % list.length;
    const run = list[short]!;
    const before = list[around(short - 1)]!;
    const after = list[around(short + 1)]!;
    const turned = [...list.slice(short), ...list.slice(0, short)];
    if (list.length === 2) return [merged(before, run)];
    if (featureKey(before.along) === featureKey(after.along)) {
      list = [
        ...turned.slice(2, -1),
        { ...join(merged(before, run), after), along: longer(before, after).along },
      ];
    } else if (prefers(before, after)) {
      list = [...turned.slice(1, -1), merged(before, run)];
    } else {
      const whole = { ...join(run, after), along: after.along };
      list = [...turned.slice(2), whole];
    }
  }
  return list;
}

const longer = (a: BorderRun, b: BorderRun): BorderRun =>
  a.lengthMetres >= b.lengthMetres ? a : b;

/** A stretch with a short one behind it. */
const merged = (run: BorderRun, short: BorderRun): BorderRun => ({
  ...join(run, short),
  along: run.along,
});

/** A short stretch goes to a barrier before other neighbours, then to the longer one. */
function prefers(before: BorderRun, after: BorderRun): boolean {
  const isBarrier = ({ along }: BorderRun): number => Number(along.kind === 'barrier');
  return (isBarrier(before) - isBarrier(after) || before.lengthMetres - after.lengthMetres) >= 0;
}

/** The shortest stretch that is too short, or −1; of equals the first. */
function shortest(runs: readonly BorderRun[]): number {
  let best = -1;
  runs.forEach(({ lengthMetres }, i) => {
    const before = runs[(i + runs.length - 1) % runs.length]!;
    const after = runs[(i + 1) % runs.length]!;
    const isInterruption = featureKey(before.along) === featureKey(after.along);
    if (lengthMetres >= (isInterruption ? SHORTEST_INTERRUPTION : SHORTEST_STRETCH)) return;
    if (best < 0 || lengthMetres < runs[best]!.lengthMetres) best = i;
  });
  return best;
}

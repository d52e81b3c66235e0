import type { Position } from '../coverage/types.ts';
import { geodesicDistance } from '../geometry/geodesic.ts';
import { sectorOf } from './compass.ts';
import { courseText, stepText } from './course-text.ts';
import { distance } from './simplify-line.ts';
import { directionsOf } from './step-directions.ts';
import type { BorderPiece, BorderRun } from './trace-border.ts';
import { type PlaceLookup, placeWithin, turningPointBetween } from './turning-point.ts';
import type { BoundaryCourse, CourseStep, TurningPoint } from './types.ts';

/** A turning point this near to the north-west corner along the border is where the course begins. */
const NEAR_CORNER_METRES = 60;
const NEAR_CORNER_SHARE = 0.03;
/** A step that ends this near to its beginning, as a share of its length, has no direction as a whole. */
const CLOSED_SHARE = 0.02;

/**
 * The course of a boundary (界线走向), clockwise from its north-west corner or the turning point beside
 * that, stretch by stretch, until it is there again.
 * @param runs in order; the corner is where a piece begins at `corner`
 */
export function describeCourse(
  runs: readonly BorderRun[],
  corner: Position,
  lookup: PlaceLookup,
): BoundaryCourse {
  const { stretches, isWithin } = turnToStart(runs, corner);
  const first = stretches[0]!;
  const last = stretches.at(-1)!;
  const start: TurningPoint = isWithin
    ? placeWithin(first, first.pieces[0]!.from, lookup)
    : turningPointBetween(last, first, lookup);
  const steps = stretches.map((run, i) => {
    const next = stretches[i + 1];
    return toStep(run, next === undefined ? start : turningPointBetween(run, next, lookup));
  });
  const lengthMetres = steps.reduce((sum, step) => sum + step.lengthMetres, 0);
  steps.forEach((step, i) => {
    step.text = stepText(step, { isFirst: i === 0, isLast: i === steps.length - 1 });
  });
  return { start, steps, lengthMetres, text: courseText(start, steps, lengthMetres) };
}

/** The stretches in the order in which the course tells them. */
function turnToStart(
  runs: readonly BorderRun[],
  corner: Position,
): { stretches: readonly BorderRun[]; isWithin: boolean } {
  const total = runs.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
  const near = Math.max(NEAR_CORNER_METRES, NEAR_CORNER_SHARE * total);
  const at = findCorner(runs, corner);
  const { pieces } = runs[at.run]!;
  const sum = (list: readonly BorderPiece[]): number =>
    list.reduce((metres, { lengthMetres }) => metres + lengthMetres, 0);
  const behind = sum(pieces.slice(0, at.piece));
  const ahead = sum(pieces.slice(at.piece));
  const turnTo = (run: number): BorderRun[] => [...runs.slice(run), ...runs.slice(0, run)];
  if (runs.length > 1 && Math.min(behind, ahead) <= near) {
    const run = behind <= ahead ? at.run : (at.run + 1) % runs.length;
    return { stretches: turnTo(run), isWithin: false };
  }
  // In the middle of a stretch: it is told in two halves, or all around where it is the only one.
  const [whole, ...rest] = turnTo(at.run);
  const back = part(whole!, whole!.pieces.slice(0, at.piece));
  const on = part(whole!, whole!.pieces.slice(at.piece));
  if (rest.length > 0) return { stretches: [on, ...rest, back], isWithin: true };
  return { stretches: [part(whole!, [...on.pieces, ...back.pieces])], isWithin: true };
}

function findCorner(runs: readonly BorderRun[], corner: Position): { run: number; piece: number } {
  const [lon, lat] = corner;
  for (const [run, { pieces }] of runs.entries()) {
    const piece = pieces.findIndex(({ from }) => from[0] === lon && from[1] === lat);
    if (piece >= 0) return { run, piece };
  }
  // Beside a segment without length, as at a pole, no piece begins: the nearest beginning is the same place.
  let best = { run: 0, piece: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const [run, { pieces }] of runs.entries()) {
    for (const [piece, { from }] of pieces.entries()) {
      const away = geodesicDistance(from, corner);
      if (away < least) [least, best] = [away, { run, piece }];
    }
  }
  return best;
}

const part = ({ along }: BorderRun, pieces: BorderPiece[]): BorderRun => ({
  along,
  pieces,
  lengthMetres: pieces.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0),
});

function toStep(run: BorderRun, turningPoint: TurningPoint): CourseStep {
  const { pieces, along, lengthMetres } = run;
  const points = [pieces[0]!.start, ...pieces.map(({ end }) => end)];
  const [a, b] = [points[0]!, points.at(-1)!];
  const isClosed = distance(a, b) <= CLOSED_SHARE * lengthMetres;
  return {
    from: pieces[0]!.from,
    to: pieces.at(-1)!.to,
    direction: isClosed ? null : sectorOf(b[0] - a[0], b[1] - a[1]),
    directions: directionsOf(points, lengthMetres),
    lengthMetres,
    along,
    beyond: idsBeyond(pieces),
    turningPoint,
    coordinates: [pieces[0]!.from, ...pieces.map(({ to }) => to)],
    text: { zh: '', en: '' },
  };
}

/** Communities beyond a stretch, each where it is met first. */
function idsBeyond(pieces: readonly BorderPiece[]): string[] {
  const ids = pieces.flatMap(({ beyond }) => (beyond.kind === 'community' ? [beyond.id] : []));
  return [...new Set(ids)];
}

import type { Message } from '../coverage/types.ts';
import { barrierWords, limitWords } from './border-words.ts';
import { SIDE_AXES, type Side } from './compass.ts';
import { extentOf, type FacingPiece } from './facing-pieces.ts';
import { coordinateWords } from './limit-words.ts';
import { distance } from './simplify-line.ts';
import type { BorderRun } from './trace-border.ts';
import { type PlaceLookup, turningPointBetween } from './turning-point.ts';
import type { Limit, LimitItem } from './types.ts';

/** A turning point this near to the point, in metres or as a share of the extent, is the point. */
const NEAR_POINT_METRES = 60;
const NEAR_POINT_SHARE = 0.08;

/** A side that is hardly more than a point: what meets there, or what passes there. */
export function limitAtPoint(
  side: Side,
  facing: readonly FacingPiece[],
  runs: readonly BorderRun[],
  lookup: PlaceLookup,
): Limit {
  const [axisX, axisY] = SIDE_AXES[side];
  const pieces = runs.flatMap((run, index) => run.pieces.map((piece) => ({ run, index, piece })));
  const reach = ({ piece: { start } }: (typeof pieces)[number]): number =>
    Math.round((start[0] * axisX + start[1] * axisY) * 1000);
  const furthest = pieces.reduce((best, entry) => (reach(entry) > reach(best) ? entry : best));
  const { width, height } = extentOf(runs);
  const near = Math.max(NEAR_POINT_METRES, NEAR_POINT_SHARE * Math.min(width, height));
  const turns =
    runs.length < 2
      ? []
      : runs.map((after, i) => ({
          before: runs[(i + runs.length - 1) % runs.length]!,
          after,
          away: distance(after.pieces[0]!.start, furthest.piece.start),
        }));
  const turn = turns.reduce<(typeof turns)[number] | null>(
    (best, entry) => (best === null || entry.away < best.away ? entry : best),
    null,
  );
  const lengthMetres = facing.reduce((sum, { piece }) => sum + piece.lengthMetres, 0);
  const { run, piece } = furthest;
  const beyond = piece.beyond.kind === 'community' ? piece.beyond.id : null;
  const passing = limitWords(run.along) ?? coordinateWords(side, [piece], 1);
  const text =
    turn !== null && turn.away <= near
      ? (turningWords(turn.before, turn.after, lookup) ?? passing)
      : passing;
  const item: LimitItem = { along: run.along, beyond, share: 1, text };
  return { side, items: [item], from: 'point', lengthMetres, coveredShare: 1, text };
}

/** A crossing by its name; other turning points only where no coordinates are needed. */
function turningWords(before: BorderRun, after: BorderRun, lookup: PlaceLookup): Message | null {
  const { kind, text, barriers } = turningPointBetween(before, after, lookup);
  if (kind !== 'bend') return text;
  return barriers[0] === undefined ? null : barrierWords(barriers[0]);
}

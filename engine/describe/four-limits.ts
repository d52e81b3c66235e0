import type { Message } from '../coverage/types.ts';
import { featureKey, isNamedBarrier, limitWords } from './border-words.ts';
import { SIDE_AXES, SIDES, type Side } from './compass.ts';
import { extentOf, type FacingPiece, findFacingPieces, shadowOf } from './facing-pieces.ts';
import { limitAtPoint } from './limit-at-point.ts';
import { coordinateWords, listWords, sharedWith } from './limit-words.ts';
import type { BorderPiece, BorderRun } from './trace-border.ts';
import type { PlaceLookup } from './turning-point.ts';
import type { BorderFeature, FourLimits, Limit, LimitItem } from './types.ts';

/** At most so many parts of a limit. */
const MOST_ITEMS = 3;
/** What makes up less than this of a side is left out. */
const LEAST_SHARE = 0.15;
/** Once this much of a side is named, the rest is left out. */
const ENOUGH_SHARE = 0.8;
/** Named barriers that make up this much of a side stand alone. */
const NAMED_SHARE = 0.5;
/** Where no more than this of the extent faces a side, the community ends in a point there. */
const POINT_SHARE = 0.1;

/**
 * The four limits of a boundary (四至).
 *
 * A side is the border that faces it and can be seen from there (facing-pieces.ts). Its limit is what the side
 * runs along, by length: named barriers alone where they make up half of it; else nameless barriers,
 * neighbours and outline as well; coordinates where nothing else is known.
 */
export function findFourLimits(runs: readonly BorderRun[], lookup: PlaceLookup): FourLimits {
  const facing = findFacingPieces(runs);
  const extent = extentOf(runs);
  const nameOf = (id: string): Message => lookup.ground.nameOf(id);
  const limits = SIDES.map((side): [Side, Limit] => {
    const width = SIDE_AXES[side][0] === 0 ? extent.width : extent.height;
    const shadow = facing[side].reduce((sum, { piece }) => sum + shadowOf(piece, side), 0);
    return [
      side,
      shadow > POINT_SHARE * width
        ? limitOfSide(side, facing[side], nameOf)
        : limitAtPoint(side, facing[side], runs, lookup),
    ];
  });
  return Object.fromEntries(limits) as FourLimits;
}

/** Limits as far as some of the border makes them. */
export interface PartialLimits {
  limits: Partial<FourLimits>;
  /** Sides on which the ground reaches well beyond the border that was meant: it is not all on one side of it. */
  overrun: ReadonlySet<Side>;
}

/** How far beyond a limit ground may reach and still lie on one side of it, as a share of its extent. */
const OVERRUN_SHARE = 0.15;

/**
 * Limits of the sides as far as some of the border makes them: sides that it hardly faces are left
 * out.
 */
export function findLimitsAmong(
  runs: readonly BorderRun[],
  isMeant: (run: BorderRun, piece: BorderPiece) => boolean,
): PartialLimits {
  const facing = findFacingPieces(runs);
  const extent = extentOf(runs);
  const limits: Partial<FourLimits> = {};
  const overrun = new Set<Side>();
  for (const side of SIDES) {
    const meant = facing[side].filter(({ run, piece }) => isMeant(run, piece));
    const shadow = meant.reduce((sum, { piece }) => sum + shadowOf(piece, side), 0);
    const isUpright = SIDE_AXES[side][0] === 0;
    if (shadow <= POINT_SHARE * (isUpright ? extent.width : extent.height)) continue;
    limits[side] = limitOfSide(side, meant, null);
    const beyond =
      reachOf(
        side,
        runs.flatMap(({ pieces }) => pieces),
      ) -
      reachOf(
        side,
        meant.map(({ piece }) => piece),
      );
    if (beyond > OVERRUN_SHARE * (isUpright ? extent.height : extent.width)) overrun.add(side);
  }
  return { limits, overrun };
}

/** How far pieces reach to a side, in metres of the frame. */
function reachOf(side: Side, pieces: readonly BorderPiece[]): number {
  const [axisX, axisY] = SIDE_AXES[side];
  let reach = Number.NEGATIVE_INFINITY;
  for (const { start, end } of pieces) {
    reach = Math.max(reach, start[0] * axisX + start[1] * axisY, end[0] * axisX + end[1] * axisY);
  }
  return reach;
}

interface Candidate {
  along: BorderFeature;
  lengthMetres: number;
  /** Where it lies along the side on average, in metres times length: from the north, or from the west. */
  moment: number;
  beyond: Map<string, number>;
  longestRun: number;
  places: BorderPiece[];
}

function limitOfSide(
  side: Side,
  facing: readonly FacingPiece[],
  /** Names of neighbours, to tell nameless barriers by; null: they are not told. */
  nameOf: ((id: string) => Message) | null,
): Limit {
  const lengthMetres = facing.reduce((sum, { piece }) => sum + piece.lengthMetres, 0);
  const chosen = choose([...collect(side, facing).values()], lengthMetres);
  chosen.sort((a, b) => a.moment / a.lengthMetres - b.moment / b.lengthMetres);
  const neighbours = new Set(
    chosen.flatMap(({ along }) => (along.kind === 'community' ? [along.id] : [])),
  );
  // A neighbour that is named beside it need not be named twice.
  const tellBeyond = (id: string): Message | null =>
    nameOf === null || neighbours.has(id) ? null : nameOf(id);
  const items = chosen.map((candidate) =>
    toItem(side, candidate, lengthMetres, { items: chosen.length, tellBeyond }),
  );
  return {
    side,
    items,
    from: 'side',
    lengthMetres,
    coveredShare: Math.min(
      1,
      items.reduce((sum, { share }) => sum + share, 0),
    ),
    text: listWords(items.map(({ text }) => text)),
  };
}

/** What a side runs along, by name. */
function collect(side: Side, facing: readonly FacingPiece[]): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  for (const { run, piece } of facing) {
    const along = limitFeature(run, piece);
    const key = featureKey(along);
    const known = found.get(key) ?? {
      along,
      lengthMetres: 0,
      moment: 0,
      beyond: new Map<string, number>(),
      longestRun: 0,
      places: [],
    };
    found.set(key, known);
    // Lines of one name: the one that is followed for longest stands for them.
    if (run.lengthMetres > known.longestRun) {
      known.along = along;
      known.longestRun = run.lengthMetres;
    }
    const { lengthMetres, beyond, start, end } = piece;
    known.lengthMetres += lengthMetres;
    known.moment +=
      lengthMetres * placeAlong(side, [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]);
    if (beyond.kind === 'community') {
      known.beyond.set(beyond.id, (known.beyond.get(beyond.id) ?? 0) + lengthMetres);
    }
    known.places.push(piece);
  }
  return found;
}

/** A nameless path or wall says less than the neighbour on its other side. */
function limitFeature({ along }: BorderRun, { beyond }: BorderPiece): BorderFeature {
  const isFaint =
    along.kind === 'barrier' &&
    !isNamedBarrier(along) &&
    (along.barrier.class === 'path' || along.barrier.class === 'wall');
  return isFaint && beyond.kind === 'community' ? beyond : along;
}

/** East and west sides are read from north to south, north and south sides from west to east. */
const placeAlong = (side: Side, [east, north]: readonly [number, number]): number =>
  SIDE_AXES[side][0] === 0 ? east : -north;

function choose(candidates: Candidate[], total: number): Candidate[] {
  const byLength = candidates.sort(
    (a, b) =>
      b.lengthMetres - a.lengthMetres || (featureKey(a.along) < featureKey(b.along) ? -1 : 1),
  );
  const named = byLength.filter(({ along }) => isNamedBarrier(along));
  const namedLength = named.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
  const pool = namedLength >= NAMED_SHARE * total ? named : byLength;
  const chosen: Candidate[] = [];
  let share = 0;
  for (const candidate of pool) {
    if (chosen.length === MOST_ITEMS || share >= ENOUGH_SHARE) break;
    // A side of many short roads still has a limit: the first two of them.
    if (chosen.length >= 1 && candidate.lengthMetres < LEAST_SHARE * total) break;
    chosen.push(candidate);
    share += candidate.lengthMetres / total;
  }
  return chosen;
}

function toItem(
  side: Side,
  candidate: Candidate,
  total: number,
  { items, tellBeyond }: { items: number; tellBeyond: (id: string) => Message | null },
): LimitItem {
  const { along, lengthMetres } = candidate;
  const [most] = [...candidate.beyond].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const beyond = most?.[0] ?? null;
  const words = limitWords(along) ?? coordinateWords(side, candidate.places, items);
  const isNameless = along.kind === 'barrier' && !isNamedBarrier(along);
  const neighbour = isNameless && beyond !== null ? tellBeyond(beyond) : null;
  return {
    along,
    beyond,
    share: lengthMetres / total,
    text: neighbour === null ? words : sharedWith(words, neighbour),
  };
}

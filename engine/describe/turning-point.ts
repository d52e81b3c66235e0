import { isNamed } from '../barriers/barrier-index.ts';
import type { BarrierReference } from '../barriers/types.ts';
import type { Message, Position } from '../coverage/types.ts';
import { barrierWords, isStreetCrossing, outlineWords, placeWords } from './border-words.ts';
import type { GroundBeyond } from './ground-beyond.ts';
import type { NamedLines } from './named-lines.ts';
import type { BorderRun } from './trace-border.ts';
import type { TurningPoint } from './types.ts';

/** A named barrier within this of a turning point meets the boundary there. Metres. */
const CROSSING_REACH = 25;

/** What is known around a turning point. */
export interface PlaceLookup {
  lines: NamedLines;
  ground: GroundBeyond;
}

/**
 * The place where a boundary passes from one stretch to the next, called by what is on the map there:
 * a crossing of two named barriers; else a barrier at the jurisdiction's outline or at the end of the border
 * with a community; else a point where communities meet; else its coordinates.
 */
export function turningPointBetween(
  before: BorderRun,
  after: BorderRun,
  { lines, ground }: PlaceLookup,
): TurningPoint {
  const position = after.pieces[0]!.from;
  const meeting = barriersAlong([before, after]);
  const communities = communitiesAround(before, after);
  const point = { position, barriers: meeting, communities };
  const named = meeting.filter(isNamed);
  if (named.length === 1 || (named.length === 0 && meeting.length > 0)) {
    const third = lines.nearest(position, CROSSING_REACH, meeting);
    const crossing = [...named, ...(third === null ? meeting : [third])].slice(0, 2);
    if (third !== null && crossing.length === 2) {
      return { ...point, kind: 'crossing', barriers: crossing, text: crossingWords(crossing) };
    }
  }
  if (meeting.length === 2) return { ...point, kind: 'crossing', text: crossingWords(meeting) };
  const outline = outlineAround(before, after);
  if (outline !== null) {
    return { ...point, kind: 'outline', text: outlinePointWords(outline, point, ground) };
  }
  if (meeting.length === 0 && communities.length === 2) {
    return { ...point, kind: 'communities', text: communitiesWords(communities, ground) };
  }
  return { ...point, kind: 'bend', text: bendWords(point) };
}

/** A place in the middle of a stretch, where a course begins because it must begin somewhere. */
export function placeWithin(
  run: BorderRun,
  position: Position,
  { lines }: PlaceLookup,
): TurningPoint {
  const along = barriersAlong([run]);
  const other = lines.nearest(position, CROSSING_REACH, along);
  const communities = run.pieces.flatMap(({ beyond, from }) =>
    from === position && beyond.kind === 'community' ? [beyond.id] : [],
  );
  if (other !== null && along.some(isNamed)) {
    const barriers = [...along, other];
    return { position, kind: 'crossing', barriers, communities, text: crossingWords(barriers) };
  }
  const point = { position, barriers: along, communities };
  return { ...point, kind: 'bend', text: bendWords(point) };
}

function barriersAlong(runs: readonly BorderRun[]): BarrierReference[] {
  return runs.flatMap(({ along }) => (along.kind === 'barrier' ? [along.barrier] : []));
}

/** The communities beyond either side of the point. */
function communitiesAround(before: BorderRun, after: BorderRun): string[] {
  const beyond = [before.pieces.at(-1)!.beyond, after.pieces[0]!.beyond];
  const ids = beyond.flatMap((ground) => (ground.kind === 'community' ? [ground.id] : []));
  return [...new Set(ids)];
}

/** The name of the outline where one of the stretches runs along it, or ends at it. */
function outlineAround(before: BorderRun, after: BorderRun): { name: Message | null } | null {
  const grounds = [before.pieces.at(-1)!.beyond, after.pieces[0]!.beyond];
  const outside = grounds.filter((ground) => ground.kind === 'jurisdiction');
  // Along the outline on both sides, the outline is no mark.
  return outside.length === 1 ? outside[0]! : null;
}

const joined = (messages: readonly Message[]): Message => ({
  zh: messages.map(({ zh }) => zh).join('与'),
  en: messages.map(({ en }) => en).join(' and '),
});

function crossingWords(barriers: readonly BarrierReference[]): Message {
  const { zh, en } = joined(barriers.map(barrierWords));
  const isJunction = isStreetCrossing(barriers);
  const isWater = barriers.every(({ class: kind }) => kind === 'river' || kind === 'canal');
  if (isJunction) return { zh: `${zh}交叉口`, en: `the junction of ${en}` };
  if (isWater) return { zh: `${zh}交汇处`, en: `the confluence of ${en}` };
  const [first, second] = barriers.map(barrierWords);
  return { zh: `${zh}相交处`, en: `the point where ${first!.en} meets ${second!.en}` };
}

type Marks = Pick<TurningPoint, 'position' | 'barriers' | 'communities'>;

function outlinePointWords(
  { name }: { name: Message | null },
  { barriers, communities }: Marks,
  ground: GroundBeyond,
): Message {
  const outline = outlineWords(name);
  const [barrier] = barriers;
  const line =
    barrier !== undefined
      ? barrierWords(barrier)
      : communities[0] === undefined
        ? null
        : {
            zh: `与${ground.nameOf(communities[0]).zh}的分界线`,
            en: `the boundary with ${ground.nameOf(communities[0]).en}`,
          };
  return line === null
    ? { zh: outline.zh, en: outline.en }
    : {
        zh: `${line.zh}与${outline.zh}相交处`,
        en: `the point where ${line.en} meets ${outline.en}`,
      };
}

function communitiesWords(ids: readonly string[], ground: GroundBeyond): Message {
  const names = joined(ids.map((id) => ground.nameOf(id)));
  return {
    zh: `与${ids.map((id) => ground.nameOf(id).zh).join('、')}的三界交会点`,
    en: `the point where the boundaries with ${names.en} meet`,
  };
}

function bendWords({ position, barriers }: Marks): Message {
  const place = placeWords(position);
  const [barrier] = barriers;
  if (barrier === undefined) return { zh: `转折点（${place.zh}）`, en: `a point at ${place.en}` };
  const { zh, en } = barrierWords(barrier);
  return { zh: `${zh}上的转折点（${place.zh}）`, en: `a point on ${en} at ${place.en}` };
}

import type { BarrierIndex } from '../barriers/barrier-index.ts';
import type { Message, Position } from '../coverage/types.ts';
import { featureKey, isNamedBarrier } from './border-words.ts';
import { bearingOf, SECTOR_WORDS, SECTORS, type Sector, SIDE_WORDS, type Side } from './compass.ts';
import { canonicalRing, toPoint } from './flat-ring.ts';
import { findFourLimits, findLimitsAmong } from './four-limits.ts';
import type { GroundBeyond } from './ground-beyond.ts';
import { listWords } from './limit-words.ts';
import type { NamedLines } from './named-lines.ts';
import { type BorderPiece, type BorderRun, traceBorder } from './trace-border.ts';
import type { FourLimits, Limit } from './types.ts';

/** Below this share on barriers, the text says that the map tells the rest. */
const MOSTLY_ON_BARRIERS = 0.7;
/** A piece whose middle is this near to that of the whole, as a share of its extent, is its middle. */
const MIDDLE_SHARE = 0.1;

/** “X 路以南” for a piece whose northern limit is X 路: north first, then clockwise. */
const TOLD_SIDES: readonly Side[] = ['north', 'east', 'south', 'west'];
const OPPOSITE: Readonly<Record<Side, Side>> = {
  north: 'south',
  east: 'west',
  south: 'north',
  west: 'east',
};

export interface PieceSurroundings {
  index: BarrierIndex;
  lines: NamedLines;
  /** The state before. */
  ground: GroundBeyond;
  toleranceMetres: number;
}

export interface PieceLimits {
  limits: FourLimits;
  distinguishedBy: Partial<Record<Side, Limit>>;
  newBorderOnBarriers: number;
  text: Message;
  remark: Message | null;
}

/**
 * The limits of a piece of a community, and those of them that tell it from the rest of that
 * community.
 * @param rings shell first
 * @param from id of the community, null for ground of none
 * @param shellOfFrom outer border of its main part, to say where in it the piece lies
 * @returns null for a piece without area
 */
export function describePiece(
  rings: readonly Position[][],
  from: string | null,
  isWhole: boolean,
  shellOfFrom: readonly Position[] | null,
  { index, lines, ground, toleranceMetres }: PieceSurroundings,
): PieceLimits | null {
  const ring = rings[0] === undefined ? null : canonicalRing(rings[0]);
  if (ring === null) return null;
  const runs = traceBorder({ ring, own: '', index, ground, toleranceMetres });
  const limits = findFourLimits(runs, { lines, ground });
  const isNewBorder = ({ beyond }: BorderPiece): boolean =>
    beyond.kind === 'community' && beyond.id === from;
  const isTold = (run: BorderRun, piece: BorderPiece): boolean =>
    run.along.kind === 'barrier' && (isWhole || from === null || isNewBorder(piece));
  const among = findLimitsAmong(runs, isTold);
  const distinguishedBy = withoutRepeats(among.limits);
  const { total, onBarriers } = newBorderLengths(runs, isNewBorder);
  const newBorderOnBarriers = isWhole || total === 0 ? 1 : onBarriers / total;
  const bent = isWhole
    ? []
    : TOLD_SIDES.filter((side) => distinguishedBy[side] && among.overrun.has(side));
  const { words: relative, isExact } = relativeWords(distinguishedBy, bent);
  // What is left of the community lies in a hole of such a piece: no side of it tells the two apart.
  const isAround = total === 0 && rings.length > 1;
  const text = isWhole
    ? wholeWords(relative)
    : partWords(
        relative ?? (isAround ? AROUND : compassWords(rings[0]!, shellOfFrom)),
        relative !== null,
      );
  const remark = isWhole ? null : remarkOn(distinguishedBy, isExact, newBorderOnBarriers);
  return { limits, distinguishedBy, newBorderOnBarriers, text, remark };
}

function newBorderLengths(
  runs: readonly BorderRun[],
  isNewBorder: (piece: BorderPiece) => boolean,
): { total: number; onBarriers: number } {
  let [total, onBarriers] = [0, 0];
  for (const { along, pieces } of runs) {
    for (const piece of pieces) {
      if (!isNewBorder(piece)) continue;
      total += piece.lengthMetres;
      if (along.kind === 'barrier') onBarriers += piece.lengthMetres;
    }
  }
  return { total, onBarriers };
}

/** A barrier that bounds two sides is told on the one where more of it lies. */
function withoutRepeats(limits: Partial<Record<Side, Limit>>): Partial<Record<Side, Limit>> {
  const lengthOn = (side: Side, key: string): number => {
    const limit = limits[side];
    const item = limit?.items.find(({ along }) => featureKey(along) === key);
    return limit === undefined || item === undefined ? 0 : item.share * limit.lengthMetres;
  };
  const kept: Partial<Record<Side, Limit>> = {};
  for (const side of TOLD_SIDES) {
    const limit = limits[side];
    if (limit === undefined) continue;
    const items = limit.items.filter(({ along }) => {
      const key = featureKey(along);
      const own = lengthOn(side, key);
      return TOLD_SIDES.every((other) => {
        const there = lengthOn(other, key);
        return other === side || there < own || (there === own && isEarlier(side, other));
      });
    });
    if (items.length === 0) continue;
    kept[side] = { ...limit, items, text: listWords(items.map(({ text }) => text)) };
  }
  return kept;
}

const isEarlier = (a: Side, b: Side): boolean => TOLD_SIDES.indexOf(a) < TOLD_SIDES.indexOf(b);

/**
 * “X路以南、Y路以西”; “south of X Road and west of Y Road”. Ground around a corner is “X路以南及Y路以西”, “south of
 * X Road or west of Y Road”: of each of these only a part of it lies on that side. Null without limits.
 * @param bent sides beyond whose limit the ground reaches
 */
function relativeWords(
  limits: Partial<Record<Side, Limit>>,
  bent: readonly Side[],
): { words: Message | null; isExact: boolean } {
  const told = TOLD_SIDES.filter((side) => limits[side] !== undefined);
  const isAround = bent.length > 1 && bent.length === told.length;
  // A limit that holds for a part of the ground alone would cut off the rest.
  const straight = told.filter((side) => !bent.includes(side));
  const chosen = isAround || straight.length === 0 ? told : straight;
  const words = chosen.flatMap((side): Message[] => {
    const limit = limits[side];
    if (limit === undefined) return [];
    const word = SIDE_WORDS[OPPOSITE[side]];
    return [{ zh: `${limit.text.zh}以${word.zh}`, en: `${word.en} of ${limit.text.en}` }];
  });
  const isExact = isAround || bent.length === 0;
  if (words.length === 0) return { words: null, isExact };
  if (!isAround) return { words: listWords(words), isExact };
  return {
    words: {
      zh: words.map(({ zh }) => zh).join('及'),
      en: words.map(({ en }) => en).join(' or '),
    },
    isExact,
  };
}

const wholeWords = (relative: Message | null): Message =>
  relative === null ? { zh: '', en: '' } : { zh: `${relative.zh}区域`, en: relative.en };

/** “X路以南区域”, or “东北部区域” where no limit tells it. */
const partWords = ({ zh, en }: Message, isRelative: boolean): Message => ({
  zh: `${zh}区域`,
  en: isRelative ? `the part ${en}` : en,
});

const AROUND: Message = { zh: '外围', en: 'the outer part' };

/** What the words leave to the map. */
function remarkOn(
  told: Partial<Record<Side, Limit>>,
  isExact: boolean,
  onBarriers: number,
): Message | null {
  const items = Object.values(told).flatMap((limit) => limit.items);
  if (items.length === 0 || !isExact)
    return { zh: '界线以附图为准', en: 'its limits as on the map attached' };
  if (onBarriers < MOSTLY_ON_BARRIERS) {
    return {
      zh: '无道路、河流可依处以附图为准',
      en: 'as on the map attached where there is no road or water',
    };
  }
  if (items.every(({ along }) => isNamedBarrier(along))) return null;
  return {
    zh: '无名道路、河流的位置以附图为准',
    en: 'unnamed roads and waters as on the map attached',
  };
}

const ADJECTIVES: Readonly<Partial<Record<Sector, string>>> = {
  N: 'northern',
  NE: 'north-eastern',
  E: 'eastern',
  SE: 'south-eastern',
  S: 'southern',
  SW: 'south-western',
  W: 'western',
  NW: 'north-western',
};

/** “东北部”: where in a community a piece of it lies, in eight directions. */
function compassWords(piece: readonly Position[], whole: readonly Position[] | null): Message {
  const area = whole === null ? null : canonicalRing(whole);
  const ring = canonicalRing(piece);
  // Ground that was no community's is not a part of anything.
  if (area === null || ring === null) return { zh: '部分', en: 'a piece' };
  const [east, north] = toPoint(area.frame, [ring.frame.originLon, ring.frame.originLat]);
  const extent = area.points.reduce((most, [x, y]) => Math.max(most, Math.abs(x), Math.abs(y)), 0);
  if (Math.hypot(east, north) <= MIDDLE_SHARE * extent) {
    return { zh: '中部', en: 'the middle part' };
  }
  const sector = SECTORS[(Math.round(bearingOf(east, north) / 45) % 8) * 2]!;
  return { zh: `${SECTOR_WORDS[sector].zh}部`, en: `the ${ADJECTIVES[sector]} part` };
}

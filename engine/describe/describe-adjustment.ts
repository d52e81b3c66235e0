import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Message } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { ENGINE_VERSION } from '../version.ts';
import { type AdjustmentContext, PieceWriter } from './adjusted-pieces.ts';
import { itemText } from './adjustment-text.ts';
import type { AdjustedPiece, Adjustment, AdjustmentItem } from './adjustment-types.ts';
import { surfaceWords } from './boundary-text.ts';
import { classifyAdjustment } from './classify-adjustment.ts';
import { type ComparableStates, comparableStates } from './comparable-states.ts';
import { type ChangedPiece, compareStates, type StateComparison } from './compare-states.ts';
import { BoundaryDescriber } from './describe-boundary.ts';
import type { StateNames } from './ground-words.ts';
import { listWords } from './limit-words.ts';
import { writePieces } from './write-pieces.ts';

export interface AdjustmentOptions {
  /** How far from a barrier a border may run and still follow it. Metres, default 20. */
  toleranceMetres?: number;
  /** Pieces smaller than this are left out, and said to be. m², default 200. */
  minAreaSquareMetres?: number;
  /** The same for pieces narrower than this. Metres, default 3. */
  minWidthMetres?: number;
}

const LEAST_AREA = 200;
const LEAST_WIDTH = 3;
/** More communities than this are counted, not named, among those that stay. */
const MOST_NAMED = 6;

/**
 * The textual adjustment between two states (DOMAIN §4): “撤销 A 社区，将 X 路以南、Y 路以西……划入 B 社区管辖”.
 * The states are compared exactly (compare-states.ts); differences smaller or narrower than a drawing's
 * accuracy are left out, and the text says so. A community whose shape is missing in one of the states is not
 * compared, and a note says so.
 * @throws TooTangledError, InconsistentCoverageError when the shapes cannot be compared
 */
export function describeAdjustment(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  context: AdjustmentContext,
  options: AdjustmentOptions = {},
): Adjustment {
  const states = comparableStates(before, after);
  const comparison = compareStates(states.before, states.after);
  const changed = comparison.pieces.filter((piece) => !isDoubtful(piece, comparison, states));
  const writer = new PieceWriter(states.before, states.after, context, options.toleranceMetres);
  const { pieces, ignored } = writePieces(states.before, changed, writer, {
    areaSquareMetres: options.minAreaSquareMetres ?? LEAST_AREA,
    widthMetres: options.minWidthMetres ?? LEAST_WIDTH,
  });
  const names: StateNames = { before: namesIn(before), after: namesIn(after) };
  const items = classifyAdjustment(before, after, comparison, pieces).map(
    (item): AdjustmentItem => ({ ...item, text: itemText(item, names) }),
  );
  const touched = new Set(items.flatMap(({ to }) => to));
  // A community that gives ground away is no more unchanged than one that takes it.
  for (const { from } of items) for (const id of from) touched.add(id);
  for (const id of [...states.unknownBefore, ...states.unknownAfter]) touched.add(id);
  const unchanged = after.map(({ id }) => id).filter((id) => !touched.has(id));
  unchanged.sort(byCodePoint);
  const adjustment = {
    version: ENGINE_VERSION,
    items,
    limitsAfter: limitsAfter(items, states.after, context, options),
    unchanged,
    ignored,
    notes: [...states.notes, ...householdNotes(pieces, context.units)],
  };
  return { ...adjustment, text: adjustmentText(adjustment, names, options) };
}

/** Units were given to count households with, and do not tell them everywhere. */
function householdNotes(
  pieces: readonly AdjustedPiece[],
  units: readonly UnitInput[] | undefined,
): Message[] {
  const unknown = pieces.filter(({ households }) => households === undefined).length;
  if (units === undefined || unknown === 0) return [];
  return [
    {
      zh: `${unknown}处划转区域的户数不明：所给地块未覆盖该处，或缺少户数`,
      en: `the households of ${unknown} piece${unknown === 1 ? '' : 's'} of ground are unknown: the units given do not cover ${unknown === 1 ? 'it' : 'them'}, or lack figures`,
    },
  ];
}

/** Ground that seems to come from nobody, or to go to nobody, where the community's own ground is unknown. */
function isDoubtful(
  { kind, from, to }: ChangedPiece,
  { successor, predecessor }: StateComparison,
  { before, after, unknownBefore, unknownAfter }: ComparableStates,
): boolean {
  const was = kind === 'fill' ? before[predecessor[to]!] : undefined;
  const is = kind === 'release' ? after[successor[from]!] : undefined;
  return (
    (was !== undefined && unknownBefore.has(was.id)) ||
    (is !== undefined && unknownAfter.has(is.id))
  );
}

const namesIn = (state: readonly CommunityInput[]) => {
  const byId = new Map(state.map((community) => [community.id, community]));
  return (id: string): CommunityInput => byId.get(id) ?? { id, geometry: null };
};

/** The four limits of what has changed, as they are after it. */
function limitsAfter(
  items: readonly AdjustmentItem[],
  after: readonly CommunityInput[],
  context: AdjustmentContext,
  { toleranceMetres }: AdjustmentOptions,
): Adjustment['limitsAfter'] {
  const changed = items.filter(({ pieces }) => pieces.length > 0);
  const created = new Set(changed.flatMap((item) => item.created));
  const ids = new Set(changed.flatMap(({ from, to }) => [...from, ...to]));
  if (ids.size === 0) return [];
  const describer = new BoundaryDescriber(
    { ...context, communities: after },
    toleranceMetres === undefined ? {} : { toleranceMetres },
  );
  const concerned = after.filter(({ id, geometry }) => ids.has(id) && geometry !== null);
  concerned.sort((a, b) => byCodePoint(a.id, b.id));
  return concerned.map((community) => {
    const { limits, text, name } = describer.describe(community);
    const isNew = created.has(community.id);
    const [main, ...exclaves] = text.limits.en.split('\n');
    const rest = main!.charAt(0).toLowerCase() + main!.slice(1);
    return {
      community: community.id,
      isNew,
      limits,
      text: {
        zh: `${isNew ? '' : '调整后'}${name.zh}四至：${partsInOne(text.limits.zh)}`,
        en:
          exclaves.length > 0
            ? `${name.en}${isNew ? '' : ' then'}: ${[main, ...exclaves].join(' ')}`
            : `${name.en} is ${isNew ? '' : 'then '}${rest}`,
      },
    };
  });
}

/** “主体部分东至…。飞地（约0.11平方千米）东至…。”: one colon is enough. */
function partsInOne(limits: string): string {
  const parts = limits.split('\n');
  return parts.length === 1 ? limits : parts.map((part) => part.replace('：', '')).join('');
}

function adjustmentText(
  { items, unchanged, ignored, notes, ...rest }: Omit<Adjustment, 'text' | 'version'>,
  names: StateNames,
  options: AdjustmentOptions,
): Message {
  const lines = items.map(({ text }, i): Message => {
    const number = items.length === 1 ? '' : `${i + 1}. `;
    return { zh: number + text.zh, en: number + text.en };
  });
  lines.push(...rest.limitsAfter.map(({ text }) => text));
  // Nothing is known to change: that is not the same as no change, where something is unknown.
  if (items.length > 0) lines.push(unchangedText(unchanged, names));
  else if (notes.length === 0) lines.push(NO_CHANGE);
  else lines.push(unchanged.length === 0 ? NOTHING_COMPARED : unchangedText(unchanged, names));
  if (ignored.pieces > 0) lines.push(ignoredText(ignored, options));
  const told = lines.filter(({ zh }) => zh !== '');
  return {
    zh: told.map(({ zh }) => zh).join('\n'),
    en: told.map(({ en }) => en).join('\n'),
  };
}

const NO_CHANGE: Message = { zh: '各社区管辖范围均无变化。', en: 'No community changes.' };
const NOTHING_COMPARED: Message = {
  zh: '没有可供比较的范围。',
  en: 'There is no ground that could be compared.',
};

function unchangedText(unchanged: readonly string[], names: StateNames): Message {
  const count = unchanged.length;
  if (count === 0) return { zh: '', en: '' };
  const list = listWords(unchanged.map((id) => nameOf(names.after(id))));
  if (count <= MOST_NAMED) {
    return {
      zh: `${list.zh}管辖范围不变。`,
      en: `${list.en} ${count === 1 ? 'stays as it is' : 'stay as they are'}.`,
    };
  }
  return {
    zh: `其余${count}个社区管辖范围不变。`,
    en: `The other ${count} communities stay as they are.`,
  };
}

function ignoredText(
  { pieces, areaSquareMetres }: Adjustment['ignored'],
  { minAreaSquareMetres = LEAST_AREA, minWidthMetres = LEAST_WIDTH }: AdjustmentOptions,
): Message {
  const area = surfaceWords(areaSquareMetres);
  return {
    zh: `另有${pieces}处微小出入（面积不足${minAreaSquareMetres}平方米或宽度不足${minWidthMetres}米，合计${area.zh}），视为制图误差，未列入。`,
    en: `${pieces} small difference${pieces === 1 ? '' : 's'} (under ${minAreaSquareMetres} m² or narrower than ${minWidthMetres} m, ${area.en} together) ${pieces === 1 ? 'is' : 'are'} taken for inaccuracies of drawing and left out.`,
  };
}

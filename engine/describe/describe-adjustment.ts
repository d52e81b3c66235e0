import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { ENGINE_VERSION } from '../version.ts';
import { type AdjustmentContext, PieceWriter } from './adjusted-pieces.ts';
import { itemText } from './adjustment-text.ts';
import type { AdjustedPiece, Adjustment, AdjustmentItem } from './adjustment-types.ts';
import { surfaceWords } from './boundary-text.ts';
import { classifyAdjustment } from './classify-adjustment.ts';
import { type ChangedPiece, compareStates } from './compare-states.ts';
import { BoundaryDescriber } from './describe-boundary.ts';
import type { StateNames } from './ground-words.ts';
import { listWords } from './limit-words.ts';

export interface AdjustmentOptions {
  /** How far from a barrier a border may run and still follow it. Metres, default 20. */
  toleranceMetres?: number;
  /** Pieces smaller than this are left out, and said to be. m², default 200. */
  minAreaSquareMetres?: number;
  /** The same for pieces narrower than this. Metres, default 3. */
  minWidthMetres?: number;
}

/** Pieces that make up this share of a community are the whole of it. */
const WHOLE_SHARE = 0.99;
const LEAST_AREA = 200;
const LEAST_WIDTH = 3;
/** More communities than this are counted, not named, among those that stay. */
const MOST_NAMED = 6;

/**
 * The textual adjustment between two states (DOMAIN §4): “撤销 A 社区，将 X 路以南、Y 路以西……划入 B 社区管辖”.
 * The states are compared exactly (compare-states.ts); differences smaller or narrower than a drawing's
 * accuracy are left out, and the text says so.
 * @throws TooTangledError, InconsistentCoverageError when the shapes cannot be compared
 */
export function describeAdjustment(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  context: AdjustmentContext,
  options: AdjustmentOptions = {},
): Adjustment {
  const comparison = compareStates(before, after);
  const writer = new PieceWriter(before, after, context, options.toleranceMetres);
  const { pieces, ignored } = writePieces({ before, changed: comparison.pieces, writer }, options);
  const names: StateNames = { before: namesIn(before), after: namesIn(after) };
  const items = classifyAdjustment(before, after, comparison, pieces).map(
    (item): AdjustmentItem => ({ ...item, text: itemText(item, names) }),
  );
  const touched = new Set(items.flatMap(({ to }) => to));
  // A community that gives ground away is no more unchanged than one that takes it.
  for (const { from } of items) for (const id of from) touched.add(id);
  const unchanged = after.map(({ id }) => id).filter((id) => !touched.has(id));
  unchanged.sort(byCodePoint);
  const adjustment = {
    version: ENGINE_VERSION,
    items,
    limitsAfter: limitsAfter(items, after, context, options),
    unchanged,
    ignored,
  };
  return { ...adjustment, text: adjustmentText(adjustment, names, options) };
}

function writePieces(
  {
    before,
    changed,
    writer,
  }: { before: readonly CommunityInput[]; changed: readonly ChangedPiece[]; writer: PieceWriter },
  { minAreaSquareMetres = LEAST_AREA, minWidthMetres = LEAST_WIDTH }: AdjustmentOptions,
): { pieces: AdjustedPiece[]; ignored: Adjustment['ignored'] } {
  const pieces: AdjustedPiece[] = [];
  const ignored = { pieces: 0, areaSquareMetres: 0 };
  const isMeant = ({ region }: ChangedPiece): boolean =>
    region.areaSquareMetres >= minAreaSquareMetres &&
    region.circle.diameterMetres >= minWidthMetres;
  const meant = changed.filter(isMeant);
  const wholes = findWholes(before, changed);
  for (const piece of changed) {
    const fate = {
      isWhole: wholes.has(passage(piece)),
      isOnly: meant.filter((other) => passage(other) === passage(piece)).length === 1,
    };
    const written = meant.includes(piece) ? writer.write(piece, fate) : null;
    if (written !== null) pieces.push(written);
    else {
      ignored.pieces++;
      ignored.areaSquareMetres += piece.region.areaSquareMetres;
    }
  }
  pieces.sort(
    (a, b) =>
      byCodePoint(a.from ?? '', b.from ?? '') ||
      byCodePoint(a.to ?? '', b.to ?? '') ||
      b.areaSquareMetres - a.areaSquareMetres,
  );
  return { pieces, ignored };
}

const passage = ({ kind, from, to }: ChangedPiece): string => `${kind} ${from} ${to}`;

/** The passages by which communities go wholly; ground that others have as well does not count. */
function findWholes(
  before: readonly CommunityInput[],
  changed: readonly ChangedPiece[],
): ReadonlySet<string> {
  const areaOf = (isMeant: (piece: ChangedPiece) => boolean): number =>
    changed.reduce((sum, piece) => sum + (isMeant(piece) ? piece.region.areaSquareMetres : 0), 0);
  const wholes = new Set<string>();
  for (const piece of changed) {
    const { kind, from } = piece;
    const geometry = before[from]?.geometry;
    if (!geometry || (kind !== 'transfer' && kind !== 'release')) continue;
    const settled = areaOf((other) => other.kind === 'resolve' && other.from === from);
    const gone = areaOf((other) => passage(other) === passage(piece));
    if (gone >= WHOLE_SHARE * (geodesicArea(geometry) - settled)) wholes.add(passage(piece));
  }
  return wholes;
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
        zh: `${isNew ? '' : '调整后'}${name.zh}四至：${text.limits.zh.replaceAll('\n', '')}`,
        en:
          exclaves.length > 0
            ? `${name.en}${isNew ? '' : ' then'}: ${[main, ...exclaves].join(' ')}`
            : `${name.en} is ${isNew ? '' : 'then '}${rest}`,
      },
    };
  });
}

function adjustmentText(
  { items, unchanged, ignored, ...rest }: Omit<Adjustment, 'text' | 'version'>,
  names: StateNames,
  options: AdjustmentOptions,
): Message {
  const lines = items.map(({ text }, i): Message => {
    const number = items.length === 1 ? '' : `${i + 1}. `;
    return { zh: number + text.zh, en: number + text.en };
  });
  lines.push(...rest.limitsAfter.map(({ text }) => text));
  lines.push(unchangedText(unchanged, items.length === 0, names));
  if (ignored.pieces > 0) lines.push(ignoredText(ignored, options));
  const told = lines.filter(({ zh }) => zh !== '');
  return {
    zh: told.map(({ zh }) => zh).join('\n'),
    en: told.map(({ en }) => en).join('\n'),
  };
}

function unchangedText(unchanged: readonly string[], isAll: boolean, names: StateNames): Message {
  const count = unchanged.length;
  if (isAll) {
    return { zh: '各社区管辖范围均无变化。', en: 'No community changes.' };
  }
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

import { byCodePoint } from '../coverage/context.ts';
import { findInvalid } from '../coverage/find-invalid.ts';
import { findingId } from '../coverage/finding-id.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Finding, Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { areaOutside, type CommunityShapes, type Piece } from './community-shapes.ts';
import { COMMUNITY, countedNames, ESTATE, severityFor, uncheckedFinding } from './findings.ts';
import { type OpenLand, openLandOf } from './open-land.ts';
import { placeInside } from './place-inside.ts';
import { percentText } from './rule-text.ts';
import type { EstateInput, PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `estate.whole`: no estate is cut by a community border. An estate is cut when, besides the
 * community that holds most of it, another holds a piece that is large enough to count and that the
 * first does not hold too; or when such a piece lies in the jurisdiction and in no community. So an estate wholly in one community is whole, even where a second
 * community overlaps the first; that is the audit's finding, not this rule's.
 */
export const estateWhole: RuleModule = {
  id: 'estate.whole',
  thresholds: {
    /** A piece counts from this share of its estate … */
    minPieceShare: { min: 0, max: 0.5 },
    /** … and from this area. */
    minPieceSquareMetres: { min: 0 },
  },
  reads: ['estates', 'jurisdiction'],
  evaluate(rule, context) {
    const { estates } = context;
    if (estates === undefined || estates.length === 0) return [noEstates(rule)];
    const shapes = context.shapes();
    const openLand = openLandOf(context);
    const verdicts = estates.map((estate) => judge(rule, context, { shapes, openLand }, estate));
    return [
      ...verdicts.flatMap((verdict) => (verdict?.state === 'cut' ? [verdict.finding] : [])),
      ...uncheckedEstates(
        rule,
        verdicts.flatMap((verdict) => (verdict?.state === 'unchecked' ? [verdict] : [])),
      ),
      ...uncheckedCommunities(rule, shapes),
    ];
  },
};

const SUBJECT = { zh: '楼盘是否被社区边界分割', en: 'whether estates are whole' };

type UncheckedReason = 'no-shape' | 'invalid-shape' | 'failed' | 'partly-in-none';

type Verdict =
  | { state: 'cut'; finding: Finding }
  | { state: 'unchecked'; estate: EstateInput; reason: UncheckedReason; because: Message }
  | null;

function judge(
  rule: PolicyRule,
  context: RuleContext,
  { shapes, openLand }: { shapes: CommunityShapes; openLand: ReturnType<typeof openLandOf> },
  estate: EstateInput,
): Verdict {
  const { geometry } = estate;
  const [problem] = findInvalid(geometry);
  if (geometry === null || problem) {
    const reason = geometry === null ? 'no-shape' : 'invalid-shape';
    return { state: 'unchecked', estate, reason, because: problem!.message };
  }
  try {
    const area = geodesicArea(geometry);
    const held = shapes.piecesOf(geometry);
    const pieces = countingPieces(rule, held, area);
    const counts = counting(rule, area);
    const [main] = pieces;
    if (main === undefined || !counts(main.areaSquareMetres)) return null;
    // What is in no community may be in one whose shape cannot be used; that is told of the community.
    const open: OpenLand =
      shapes.unusable.length === 0 && counts(area - main.areaSquareMetres)
        ? openLand(geometry, held, counts)
        : { state: 'none' };
    if (pieces.length < 2 && open.state === 'none') return null;
    if (pieces.length < 2 && open.state === 'unknown') {
      return { state: 'unchecked', estate, reason: 'partly-in-none', because: NOTHING };
    }
    return { state: 'cut', finding: cutFinding(rule, context, estate, { pieces, open, area }) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { state: 'unchecked', estate, reason: 'failed', because: { zh: text, en: text } };
  }
}

const NOTHING: Message = { zh: '', en: '' };

const counting =
  ({ thresholds: { minPieceShare, minPieceSquareMetres } }: PolicyRule, estateArea: number) =>
  (area: number): boolean =>
    area >= minPieceSquareMetres! && area >= minPieceShare! * estateArea;

/** The largest piece first, then those that count and lie outside it; one piece when the estate is whole. */
function countingPieces(rule: PolicyRule, pieces: readonly Piece[], estateArea: number): Piece[] {
  const counts = counting(rule, estateArea);
  const [main, ...others] = [...pieces].sort(
    (a, b) =>
      b.areaSquareMetres - a.areaSquareMetres || byCodePoint(a.community.id, b.community.id),
  );
  if (!main || !counts(estateArea - main.areaSquareMetres)) return main ? [main] : [];
  return [
    main,
    ...others.filter(
      (piece) =>
        counts(piece.areaSquareMetres) && counts(areaOutside(piece.geometry, main.geometry)),
    ),
  ];
}

function cutFinding(
  rule: PolicyRule,
  context: RuleContext,
  estate: EstateInput,
  { pieces, open, area: estateArea }: { pieces: readonly Piece[]; open: OpenLand; area: number },
): Finding {
  const communities = [...new Set(pieces.map(({ community }) => community.id))].sort(byCodePoint);
  const shares = pieces.map((piece) => ({
    id: piece.community.id,
    name: nameOf(piece.community),
    share: piece.areaSquareMetres / estateArea,
  }));
  const name = nameOf(estate);
  const openShare = open.state === 'open' ? geodesicArea(open.geometry) / estateArea : null;
  const inNone = openShare === null ? null : percentText(openShare);
  const sharesText = {
    zh: [
      ...shares.map((s) => `${percentText(s.share).zh} 在“${s.name.zh}”`),
      ...(inNone === null ? [] : [`${inNone.zh} 不属于任何社区`]),
    ].join('，'),
    en: [
      ...shares.map((s) => `${percentText(s.share).en} lies in ${s.name.en}`),
      ...(inNone === null ? [] : [`${inNone.en} in no community`]),
    ].join(', '),
  };
  return {
    id: findingId(rule.id, [estate.id]),
    rule: rule.id,
    kind: 'policy',
    severity: severityFor(rule, context, communities),
    communities,
    areaSquareMetres: estateArea,
    widthMetres: null,
    // Inside the smallest piece: what is cut off is what the reader looks for.
    location: placeInside(
      pieces.length === 1 && open.state === 'open' ? open.geometry : pieces.at(-1)!.geometry,
    ),
    // The estate as it is: its pieces meet along the cut and would not make a valid area.
    geometry: estate.geometry,
    message: {
      zh: `楼盘“${name.zh}”被社区边界分割：${sharesText.zh}。请整体划入一个社区。`,
      en: `Estate ${name.en} is cut by a community border: ${sharesText.en}. Give it wholly to one community.`,
    },
    fixes: [],
    clause: rule.clause,
    figures: {
      estate: estate.id,
      pieces: pieces.length,
      ...(openShare === null ? {} : { shareInNone: Number(openShare.toFixed(4)) }),
      minPieceShare: rule.thresholds.minPieceShare!,
      minPieceSquareMetres: rule.thresholds.minPieceSquareMetres!,
      ...Object.fromEntries(shares.map((s) => [`share.${s.id}`, Number(s.share.toFixed(4))])),
    },
  };
}

function noEstates(rule: PolicyRule): Finding {
  return uncheckedFinding(rule, {
    reason: 'no-estates',
    communities: [],
    message: {
      zh: `未检查${SUBJECT.zh}：没有楼盘记录。`,
      en: `Not checked ${SUBJECT.en}: no estates on record.`,
    },
  });
}

type Unchecked = Extract<Verdict, { state: 'unchecked' }>;

const WHY: Readonly<Record<UncheckedReason, (who: Message, first: Message) => Message>> = {
  'no-shape': (who) => ({
    zh: `${who.zh}没有几何图形。`,
    en: `no shape on record for ${who.en}.`,
  }),
  'invalid-shape': (who, first) => ({
    zh: `${who.zh}的图形无效。${first.zh}`,
    en: `the shape of ${who.en} is not valid. ${first.en}`,
  }),
  'partly-in-none': (who) => ({
    zh: `${who.zh}的一部分不属于任何社区；没有辖区边界，无法判断是否在辖区之外。`,
    en: `a part of ${who.en} lies in no community; without the outline of the jurisdiction it may lie beyond it.`,
  }),
  failed: (who, first) => ({
    zh: `${who.zh}与社区的几何求交失败：${first.zh}`,
    en: `${who.en} could not be intersected with the communities: ${first.en}`,
  }),
};

function uncheckedEstates(rule: PolicyRule, unchecked: readonly Unchecked[]): Finding[] {
  return (Object.keys(WHY) as UncheckedReason[]).flatMap((reason) => {
    const group = unchecked.filter((verdict) => verdict.reason === reason);
    if (group.length === 0) return [];
    const estates = group.map(({ estate }) => estate);
    const why = WHY[reason](countedNames(estates, ESTATE), group[0]!.because);
    return [
      uncheckedFinding(rule, {
        reason: `estate-${reason}`,
        communities: [],
        figures: { estates: estates.map(({ id }) => id).join(', ') },
        message: {
          zh: `未检查${SUBJECT.zh}：${why.zh}`,
          en: `Not checked ${SUBJECT.en}: ${why.en}`,
        },
      }),
    ];
  });
}

function uncheckedCommunities(rule: PolicyRule, { unusable }: CommunityShapes): Finding[] {
  if (unusable.length === 0) return [];
  const who = countedNames(unusable, COMMUNITY);
  return [
    uncheckedFinding(rule, {
      reason: 'invalid-communities',
      communities: unusable.map(({ id }) => id),
      message: {
        zh: `未检查${SUBJECT.zh}（涉及以下社区）：${who.zh}没有图形或图形无效。`,
        en: `Not checked ${SUBJECT.en} against ${who.en}: ${unusable.length === 1 ? 'it has' : 'they have'} no valid shape.`,
      },
    }),
  ];
}

import { findInvalid } from '../coverage/find-invalid.ts';
import { findingId } from '../coverage/finding-id.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { AreaGeometry, Finding, JurisdictionInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { CommunityShapes } from './community-shapes.ts';
import { ESTATE_FIELDS } from './fields.ts';
import { countedNames, ESTATE, severityFor, uncheckedFinding } from './findings.ts';
import { placeInside } from './place-inside.ts';
import { readText } from './read-figure.ts';
import { percentText } from './rule-text.ts';
import type { EstateInput, PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `estate.town`: an estate that lies in two or more jurisdictions has the one that leads named. It lies in
 * another one when a piece of it that is large enough to count lies beyond the outline of its own.
 */
export const estateTown: RuleModule = {
  id: 'estate.town',
  thresholds: {
    /** A piece counts from this share of its estate … */
    minPieceShare: { min: 0, max: 0.5 },
    /** … and from this area. */
    minPieceSquareMetres: { min: 0 },
  },
  reads: ['jurisdiction', 'estates', `estates.${ESTATE_FIELDS.leadJurisdiction}`],
  evaluate(rule, context) {
    const { estates, jurisdiction } = context;
    if (estates === undefined || estates.length === 0) return [unchecked(rule, 'no-estates')];
    if (jurisdiction === undefined) return [unchecked(rule, 'no-jurisdiction')];
    const outline = new CommunityShapes([outlineOf(jurisdiction)]);
    if (outline.unusable.length > 0) return [unchecked(rule, 'invalid-jurisdiction')];
    const verdicts = estates.map((estate) => ({
      estate,
      ...judge(rule, context, outline, estate),
    }));
    const failed = verdicts
      .filter(({ state }) => state === 'unchecked')
      .map(({ estate }) => estate);
    return [
      ...verdicts.flatMap(({ finding }) => (finding ? [finding] : [])),
      ...(failed.length > 0 ? [uncheckedEstates(rule, failed)] : []),
    ];
  },
};

const SUBJECT = {
  zh: '跨镇街楼盘是否明确牵头镇街',
  en: 'whether estates in several jurisdictions have their lead named',
};

const outlineOf = ({ geometry }: JurisdictionInput) => ({ id: 'jurisdiction', geometry });

interface Verdict {
  state: 'judged' | 'unchecked';
  finding?: Finding;
}

function judge(
  rule: PolicyRule,
  context: RuleContext,
  outline: CommunityShapes,
  estate: EstateInput,
): Verdict {
  if (readText(estate.properties, ESTATE_FIELDS.leadJurisdiction) !== null)
    return { state: 'judged' };
  const { geometry } = estate;
  if (geometry === null || findInvalid(geometry).length > 0) return { state: 'unchecked' };
  try {
    const whole = geodesicArea(geometry);
    const inside = outline
      .piecesOf(geometry)
      .reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
    const { minPieceShare, minPieceSquareMetres } = rule.thresholds;
    const counts = (area: number): boolean =>
      area >= minPieceSquareMetres! && area >= minPieceShare! * whole && area > 0;
    if (!counts(inside) || !counts(whole - inside)) return { state: 'judged' };
    const finding = withoutLead(rule, context, estate, geometry, (whole - inside) / whole);
    return { state: 'judged', finding };
  } catch {
    // Turf gives up on some polygons: said below.
    return { state: 'unchecked' };
  }
}

function withoutLead(
  rule: PolicyRule,
  context: RuleContext,
  estate: EstateInput,
  geometry: AreaGeometry,
  shareBeyond: number,
): Finding {
  const place = placeInside(geometry);
  const community = context.shapes().at(place);
  const communities = community === null ? [] : [community.id];
  const name = nameOf(estate);
  const share = percentText(shareBeyond);
  return {
    id: findingId(rule.id, [estate.id]),
    rule: rule.id,
    kind: 'policy',
    severity: severityFor(rule, context, communities),
    communities,
    areaSquareMetres: geodesicArea(geometry),
    widthMetres: null,
    location: place,
    geometry,
    message: {
      zh: `楼盘“${name.zh}”跨镇街（${share.zh} 在辖区之外），未明确牵头镇街。`,
      en: `Estate ${name.en} lies in two or more jurisdictions (${share.en} of it beyond this one), and none is named to lead.`,
    },
    fixes: [],
    clause: rule.clause,
    figures: { estate: estate.id, shareBeyond: Number(shareBeyond.toFixed(4)) },
  };
}

const WHY = {
  'no-estates': { zh: '没有楼盘记录', en: 'no estates on record' },
  'no-jurisdiction': { zh: '没有辖区边界', en: 'no outline of the jurisdiction' },
  'invalid-jurisdiction': {
    zh: '辖区边界图形无效',
    en: 'the outline of the jurisdiction is not valid',
  },
} as const;

function unchecked(rule: PolicyRule, reason: keyof typeof WHY): Finding {
  const why = WHY[reason];
  return uncheckedFinding(rule, {
    reason,
    communities: [],
    message: {
      zh: `未检查${SUBJECT.zh}：${why.zh}。`,
      en: `Not checked ${SUBJECT.en}: ${why.en}.`,
    },
  });
}

function uncheckedEstates(rule: PolicyRule, estates: readonly EstateInput[]): Finding {
  const who = countedNames(estates, ESTATE);
  return uncheckedFinding(rule, {
    reason: 'invalid-estates',
    communities: [],
    figures: { estates: estates.map(({ id }) => id).join(', ') },
    message: {
      zh: `未检查${SUBJECT.zh}：${who.zh}没有图形或图形无效。`,
      en: `Not checked ${SUBJECT.en}: no valid shape on record for ${who.en}.`,
    },
  });
}

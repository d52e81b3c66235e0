import { findingId } from '../coverage/finding-id.ts';
import { areaText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { readKind } from './community-kind.ts';
import { UNIT_FIELDS } from './fields.ts';
import { COMMUNITY, countedNames, severityFor, UNIT, uncheckedFinding } from './findings.ts';
import { placeInside } from './place-inside.ts';
import { readText } from './read-figure.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';
import { unitsTogether } from './units-together.ts';

/**
 * `zone.industrial`: industrial land outside housing belongs to a community of kind `park`, and is not left out. Counted
 * are units of industrial land without households and estates; a workshop here and there is no industrial area.
 */
export const zoneIndustrial: RuleModule = {
  id: 'zone.industrial',
  thresholds: { minSquareMetres: { min: 0 } },
  reads: ['units', `units.${UNIT_FIELDS.landUse}`, 'units.households', 'communities.kind'],
  evaluate(rule, context) {
    const units = context.units ?? [];
    if (units.length === 0) return [unchecked(rule, 'no-units')];
    const unknown = units.filter(
      ({ properties }) => readText(properties, UNIT_FIELDS.landUse) === null,
    );
    if (unknown.length === units.length) return [unchecked(rule, 'no-land-use')];
    const { stray, unplaced, ofUnknownKind } = placeUnits(context, units.filter(isIndustrial));
    return [
      ...stray.flatMap((group) => judge(rule, context, group)),
      ...uncheckedKinds(rule, ofUnknownKind),
      ...uncheckedUse(rule, unknown),
      ...uncheckedUnits(rule, unplaced),
    ];
  },
};

const SUBJECT = { zh: '工业区块是否划归园区', en: 'whether industrial areas belong to a park' };
const INDUSTRIAL: ReadonlySet<string> = new Set(['industrial', '工业', '工业用地']);

function isIndustrial({ properties, households, estates }: UnitInput): boolean {
  const use = readText(properties, UNIT_FIELDS.landUse);
  const hasHousing = (households ?? 0) > 0 || (estates?.length ?? 0) > 0;
  return use !== null && INDUSTRIAL.has(use) && !hasHousing;
}

/** Industrial units of one community that is no park, or of none. */
interface Group {
  community: CommunityInput | null;
  units: UnitInput[];
}

interface Placed {
  stray: Group[];
  unplaced: UnitInput[];
  ofUnknownKind: CommunityInput[];
}

function placeUnits(context: RuleContext, units: readonly UnitInput[]): Placed {
  const groups = new Map<CommunityInput | null, UnitInput[]>();
  const unplaced: UnitInput[] = [];
  for (const unit of units) {
    const pieces = context.unitPieces().get(unit);
    if (pieces === undefined) {
      unplaced.push(unit);
      continue;
    }
    const community = pieces[0]?.community ?? null;
    groups.set(community, [...(groups.get(community) ?? []), unit]);
  }
  const kindOf = (community: CommunityInput | null) => community && readKind(community);
  return {
    stray: [...groups]
      .filter(([community]) => community === null || ![null, 'park'].includes(kindOf(community)))
      .map(([community, members]) => ({ community, units: members })),
    unplaced,
    ofUnknownKind: [...groups.keys()].flatMap((community) =>
      community !== null && kindOf(community) === null ? [community] : [],
    ),
  };
}

function judge(rule: PolicyRule, context: RuleContext, { community, units }: Group): Finding[] {
  const areas = units.map(({ geometry }) => geodesicArea(geometry));
  const area = areas.reduce((sum, value) => sum + value, 0);
  if (area < rule.thresholds.minSquareMetres!) return [];
  const ids = community === null ? [] : [community.id];
  const largest = units[areas.indexOf(Math.max(...areas))]!;
  const size = areaText(area);
  const name = community && nameOf(community);
  const count = units.length;
  return [
    {
      id: findingId(rule.id, community === null ? ['none'] : ids),
      rule: rule.id,
      kind: 'policy',
      severity: severityFor(rule, context, ids),
      communities: ids,
      areaSquareMetres: area,
      widthMetres: null,
      location: placeInside(largest.geometry),
      geometry: unitsTogether(units),
      message:
        name === null
          ? {
              zh: `${count} 个工业地块（共 ${size.zh}）不属于任何社区，应划归园区。`,
              en: `${count} industrial unit${count === 1 ? '' : 's'} (${size.en}) ${count === 1 ? 'is' : 'are'} in no community; they are to belong to a park.`,
            }
          : {
              zh: `“${name.zh}”含 ${count} 个住宅区以外的工业地块（共 ${size.zh}），应划归园区。`,
              en: `${name.en} holds ${count} industrial unit${count === 1 ? '' : 's'} outside housing (${size.en}); they are to belong to a park.`,
            },
      fixes: [],
      clause: rule.clause,
      figures: {
        units: units.map(({ id }) => id).join(', '),
        squareMetres: Math.round(area),
        ...rule.thresholds,
      },
    },
  ];
}

const WHY = {
  'no-units': { zh: '没有地块记录', en: 'no units on record' },
  'no-land-use': {
    zh: '地块没有用地性质（landUse）',
    en: 'the units record no land use (landUse)',
  },
} as const;

function unchecked(rule: PolicyRule, reason: keyof typeof WHY): Finding {
  return uncheckedFinding(rule, {
    reason,
    communities: [],
    message: {
      zh: `未检查${SUBJECT.zh}：${WHY[reason].zh}。`,
      en: `Not checked ${SUBJECT.en}: ${WHY[reason].en}.`,
    },
  });
}

function uncheckedKinds(rule: PolicyRule, communities: readonly CommunityInput[]): Finding[] {
  if (communities.length === 0) return [];
  const who = countedNames(communities, COMMUNITY);
  return [
    uncheckedFinding(rule, {
      reason: 'no-kind',
      communities: communities.map(({ id }) => id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}含工业地块，但没有社区类型（kind）记录。`,
        en: `Not checked ${SUBJECT.en}: ${who.en} ${communities.length === 1 ? 'holds' : 'hold'} industrial units, but no kind of community is on record.`,
      },
    }),
  ];
}

function uncheckedUse(rule: PolicyRule, units: readonly UnitInput[]): Finding[] {
  if (units.length === 0) return [];
  const who = countedNames(units, UNIT);
  return [
    uncheckedFinding(rule, {
      reason: 'units-without-land-use',
      communities: [],
      figures: { units: units.length },
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}没有用地性质（landUse）记录。`,
        en: `Not checked ${SUBJECT.en}: no land use (landUse) on record for ${who.en}.`,
      },
    }),
  ];
}

function uncheckedUnits(rule: PolicyRule, units: readonly UnitInput[]): Finding[] {
  if (units.length === 0) return [];
  const who = countedNames(units, UNIT);
  return [
    uncheckedFinding(rule, {
      reason: 'invalid-units',
      communities: [],
      figures: { units: units.map(({ id }) => id).join(', ') },
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}的图形无效。`,
        en: `Not checked ${SUBJECT.en}: no valid shape on record for ${who.en}.`,
      },
    }),
  ];
}

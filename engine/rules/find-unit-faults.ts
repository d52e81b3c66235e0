import { byCodePoint } from '../coverage/context.ts';
import { findingId } from '../coverage/finding-id.ts';
import { areaText } from '../coverage/format-figures.ts';
import type { AreaGeometry, Finding, Message, Severity } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { CommunityShapes } from './community-shapes.ts';
import { countedNames, namedList, UNIT } from './findings.ts';
import { placeInside } from './place-inside.ts';
import { contextOf } from './rule-context.ts';
import type { PolicyInput, RuleContext } from './types.ts';
import { type CutUnit, cutOf } from './unit-cuts.ts';
import { unitsTogether } from './units-together.ts';

/** What is checked of units whatever the policy, in words. */
export const UNIT_RULES: Readonly<Record<'unit.whole' | 'unit.assigned', Message>> = {
  'unit.whole': {
    zh: '地块整体属于一个社区，不被社区边界分割。',
    en: 'A unit lies wholly in one community; no border cuts it.',
  },
  'unit.assigned': {
    zh: '辖区内的每个地块都属于某个社区。',
    en: 'Every unit of the jurisdiction lies in a community.',
  },
};

const SEVERITY: Severity = 'warning';

export interface UnitFaultOptions {
  /** What is narrower is a difference between two drawings of a border and cuts nothing. Metres, default 5. */
  sliverWidthMetres?: number;
}

/**
 * Units that no community holds wholly: cut by borders (`unit.whole`, one finding for the units that the same
 * communities share) and in no community at all (`unit.assigned`, one finding). With an outline, only units within it
 * are missed. Units that cannot be judged are `unchecked`.
 */
export function findUnitFaults(input: PolicyInput, options: UnitFaultOptions = {}): Finding[] {
  const context = contextOf(input);
  const { units = [] } = context;
  const cuts: CutUnit[] = [];
  const missed: UnitInput[] = [];
  const failed: UnitInput[] = [];
  const isWithin = withinOutline(context);
  for (const unit of units) {
    const pieces = context.unitPieces().get(unit);
    if (pieces === undefined) failed.push(unit);
    else if (pieces.length === 0) missed.push(unit);
    else {
      const cut = cutOf(unit, pieces, options.sliverWidthMetres ?? 5);
      if (cut === 'failed') failed.push(unit);
      else if (cut !== null) cuts.push(cut);
    }
  }
  const unassigned = missed.filter(({ geometry }) => isWithin(geometry));
  return [
    ...groupCuts(cuts),
    ...(unassigned.length > 0 ? [unassignedFinding(unassigned)] : []),
    ...(failed.length > 0 ? [uncheckedUnits(failed)] : []),
  ];
}

/** Without a usable outline every unit counts. */
function withinOutline({ jurisdiction }: RuleContext): (geometry: AreaGeometry) => boolean {
  if (jurisdiction === undefined) return () => true;
  const outline = new CommunityShapes([{ id: 'jurisdiction', geometry: jurisdiction.geometry }]);
  if (outline.unusable.length > 0) return () => true;
  return (geometry) => outline.at(placeInside(geometry)) !== null;
}

function groupCuts(cuts: readonly CutUnit[]): Finding[] {
  const groups = new Map<string, CutUnit[]>();
  for (const cut of cuts) {
    const key = cut.communities.join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), cut]);
  }
  return [...groups].sort(([a], [b]) => byCodePoint(a, b)).map(([, group]) => cutFinding(group));
}

function cutFinding(cuts: readonly CutUnit[]): Finding {
  const [worst] = [...cuts].sort((a, b) => b.cutOffSquareMetres - a.cutOffSquareMetres);
  const { communities, isOpen } = worst!;
  const units = cuts.map(({ unit }) => unit);
  const who = countedNames(units, UNIT);
  const cutOff = areaText(cuts.reduce((sum, cut) => sum + cut.cutOffSquareMetres, 0));
  const owners = namedList(worst!.owners, ': ');
  const [zhRest, enRest] = isOpen
    ? ['，一部分不属于任何社区', ' and partly in no community']
    : ['', ''];
  const lie = cuts.length === 1 ? 'lies' : 'lie';
  return {
    ...PLAIN,
    id: findingId('unit.whole', [...communities, ...(isOpen ? ['none'] : [])]),
    rule: 'unit.whole',
    communities,
    areaSquareMetres: sumOfAreas(units),
    location: worst!.place,
    geometry: unitsTogether(units),
    message: {
      zh: `${who.zh}被社区边界分割：分属${owners.zh}${zhRest}；切出部分共 ${cutOff.zh}。`,
      en: `${who.en} ${lie} in ${owners.en}${enRest}: a border cuts ${cuts.length === 1 ? 'it' : 'them'}; ${cutOff.en} are cut off.`,
    },
    figures: figuresOf(units),
  };
}

function unassignedFinding(units: readonly UnitInput[]): Finding {
  const who = countedNames(units, UNIT);
  const area = sumOfAreas(units);
  const size = areaText(area);
  return {
    ...PLAIN,
    id: findingId('unit.assigned', ['none']),
    rule: 'unit.assigned',
    communities: [],
    areaSquareMetres: area,
    location: placeInside(largestOf(units).geometry),
    geometry: unitsTogether(units),
    message: {
      zh: `${who.zh}不属于任何社区，共 ${size.zh}。`,
      en: `${who.en} ${units.length === 1 ? 'lies' : 'lie'} in no community, ${size.en} in all.`,
    },
    figures: figuresOf(units),
  };
}

function uncheckedUnits(units: readonly UnitInput[]): Finding {
  const who = countedNames(units, UNIT);
  return {
    ...PLAIN,
    id: findingId('unit.whole', ['unchecked']),
    rule: 'unit.whole',
    kind: 'unchecked',
    severity: 'info',
    communities: [],
    areaSquareMetres: null,
    location: null,
    geometry: null,
    detail: 'invalid-units',
    message: {
      zh: `未检查地块是否完整：${who.zh}的图形无效，或无法与社区求交。`,
      en: `Not checked whether units are whole: ${who.en} ${units.length === 1 ? 'has' : 'have'} no valid shape, or could not be intersected with the communities.`,
    },
    figures: figuresOf(units),
  };
}

const PLAIN = {
  kind: 'policy',
  severity: SEVERITY,
  widthMetres: null,
  fixes: [] as Finding['fixes'],
} as const;

const figuresOf = (units: readonly UnitInput[]): Record<string, string | number> => ({
  units: units.length,
  ids: units.map(({ id }) => id).join(', '),
});

const sumOfAreas = (units: readonly UnitInput[]): number =>
  units.reduce((sum, { geometry }) => sum + geodesicArea(geometry), 0);

function largestOf(units: readonly UnitInput[]): UnitInput {
  const areas = units.map(({ geometry }) => geodesicArea(geometry));
  return units[areas.indexOf(Math.max(...areas))]!;
}

import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';
import { COMMUNITY, communityFinding, countedNames, groupFinding } from './findings.ts';
import { type FigureName, groupByFigure, uncheckedFigures } from './group-by-figure.ts';
import { householdsText, splitByHouseholds, uncheckedHouseholds } from './group-by-households.ts';
import { readFigure } from './read-figure.ts';
import { countText } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `size.band`: households and population lie in their bands. A community outside the band of households has a
 * finding of its own. One that is outside the band of population alone is told together with all others that are
 * on the same side: the two bands of a policy need not fit the size of households in a place, and then most of its
 * communities would be findings.
 */
export const sizeBand: RuleModule = {
  id: 'size.band',
  thresholds: {
    minHouseholds: { min: 0, optional: true },
    maxHouseholds: { min: 1, optional: true },
    minPopulation: { min: 0, optional: true },
    maxPopulation: { min: 1, optional: true },
  },
  ordered: [
    ['minHouseholds', 'maxHouseholds'],
    ['minPopulation', 'maxPopulation'],
  ],
  reads: ['communities.households', 'communities.population'],
  evaluate(rule, context) {
    const households = bandOf(rule, 'minHouseholds', 'maxHouseholds');
    const population = bandOf(rule, 'minPopulation', 'maxPopulation');
    const outside = new Set<string>();
    const findings: Finding[] = [];
    if (households) {
      const groups = splitByHouseholds(context.communities);
      for (const sized of groups.known) {
        const side = sideOf(sized.households, households);
        if (side === null) continue;
        outside.add(sized.community.id);
        findings.push(outOfBand(rule, context, sized, side, households));
      }
      findings.push(...uncheckedHouseholds(rule, groups, SUBJECT));
    }
    return population
      ? [...findings, ...ofPopulation(rule, context, population, outside)]
      : findings;
  },
};

const SUBJECT = { zh: '规模是否适宜', en: 'whether the size is in the band' };
const POPULATION: FigureName = { word: 'population', zh: '人口', en: 'population' };

interface Band {
  min: number;
  max: number;
}
type Side = 'below' | 'above';

function bandOf({ thresholds }: PolicyRule, least: string, most: string): Band | null {
  const [min, max] = [thresholds[least], thresholds[most]];
  if (min === undefined && max === undefined) return null;
  return { min: min ?? 0, max: max ?? Number.POSITIVE_INFINITY };
}

const sideOf = (value: number, { min, max }: Band): Side | null =>
  value < min ? 'below' : value > max ? 'above' : null;

/** “1,500–3,000”, “at least 1,500” or “at most 3,000”. */
function bandText({ min, max }: Band): Message {
  if (max === Number.POSITIVE_INFINITY) {
    return { zh: `不少于 ${countText(min)}`, en: `at least ${countText(min)}` };
  }
  if (min === 0) return { zh: `不超过 ${countText(max)}`, en: `at most ${countText(max)}` };
  const text = `${countText(min)}–${countText(max)}`;
  return { zh: text, en: text };
}

function outOfBand(
  rule: PolicyRule,
  context: RuleContext,
  { community, households }: { community: CommunityInput; households: number },
  side: Side,
  band: Band,
): Finding {
  const name = nameOf(community);
  const [has, wanted] = [householdsText(community, households), bandText(band)];
  const people = readFigure(community.properties, FIELDS.population);
  const isKnown = people.state === 'known';
  const [zhPeople, enPeople] = isKnown
    ? [`、${countText(people.value)} 人`, ` and ${countText(people.value)} people`]
    : ['', ''];
  return communityFinding(rule, context, community, {
    figures: {
      households,
      ...finite('minHouseholds', band.min),
      ...finite('maxHouseholds', band.max),
      ...(isKnown ? { population: people.value } : {}),
    },
    message: {
      zh: `“${name.zh}”有 ${has} 户${zhPeople}，规模${side === 'below' ? '偏小' : '偏大'}（宜为 ${wanted.zh} 户）。`,
      en: `${name.en} has ${has} households${enPeople}: ${side === 'below' ? 'small' : 'large'} for a community (${wanted.en} households).`,
    },
  });
}

const finite = (name: string, value: number): Record<string, number> =>
  Number.isFinite(value) && value > 0 ? { [name]: value } : {};

function ofPopulation(
  rule: PolicyRule,
  context: RuleContext,
  band: Band,
  told: ReadonlySet<string>,
): Finding[] {
  const groups = groupByFigure(context.communities, ({ properties }) =>
    readFigure(properties, FIELDS.population),
  );
  const sides = (['below', 'above'] as const).flatMap((side) => {
    const members = groups.known.filter(
      ({ community, value }) => !told.has(community.id) && sideOf(value, band) === side,
    );
    return members.length === 0 ? [] : [peopleOutOfBand(rule, context, members, side, band)];
  });
  return [...sides, ...uncheckedFigures(rule, groups, SUBJECT, POPULATION)];
}

function peopleOutOfBand(
  rule: PolicyRule,
  context: RuleContext,
  members: readonly { community: CommunityInput; value: number }[],
  side: Side,
  band: Band,
): Finding {
  const communities = members.map(({ community }) => community);
  const who = countedNames(communities, COMMUNITY);
  const values = members.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = least === most ? countText(least) : `${countText(least)}–${countText(most)}`;
  const wanted = bandText(band);
  const has = members.length === 1 ? 'has' : 'have';
  return groupFinding(rule, context, communities, {
    reason: `population-${side}`,
    figures: {
      communities: members.length,
      leastPopulation: least,
      mostPopulation: most,
      ...finite('minPopulation', band.min),
      ...finite('maxPopulation', band.max),
    },
    message: {
      zh: `${who.zh}的人口为 ${range} 人，${side === 'below' ? '偏少' : '偏多'}（宜为 ${wanted.zh} 人）。`,
      en: `${who.en} ${has} ${range} people, ${side === 'below' ? 'fewer' : 'more'} than the band of ${wanted.en}.`,
    },
  });
}

import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Finding, Message } from '../coverage/types.ts';
import {
  COMMUNITY,
  communityFinding,
  countedNames,
  namedList,
  uncheckedFinding,
} from './findings.ts';
import {
  type HouseholdGroups,
  householdsText,
  splitByHouseholds,
  uncheckedHouseholds,
} from './group-by-households.ts';
import { countText } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `size.merge`: a community of fewer households than the threshold is in principle to be merged,
 * when a neighbour is fit to take it: the two share a border of some length and stay together
 * within the most households that a merged community may have.
 */
export const sizeMerge: RuleModule = {
  id: 'size.merge',
  thresholds: {
    minHouseholds: { min: 1 },
    maxMergedHouseholds: { min: 1 },
    minSharedBorderMetres: { min: 0 },
  },
  reads: ['communities.households', 'adjacency'],
  evaluate(rule, context) {
    const groups = splitByHouseholds(context.communities);
    const small = groups.known.filter(
      ({ households }) => households < rule.thresholds.minHouseholds!,
    );
    return [
      ...(context.adjacency === undefined
        ? withoutAdjacency(rule, small)
        : withNeighbours(rule, context, groups, small)),
      ...uncheckedHouseholds(rule, groups, SUBJECT),
    ];
  },
};

const SUBJECT = { zh: '是否需要合并', en: 'whether to merge' };

type Sized = HouseholdGroups['known'][number];

function withoutAdjacency(rule: PolicyRule, small: readonly Sized[]): Finding[] {
  if (small.length === 0) return [];
  const who = sizedNames(small);
  const limit = countText(rule.thresholds.minHouseholds!);
  return [
    uncheckedFinding(rule, {
      reason: 'no-adjacency',
      communities: small.map(({ community }) => community.id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}不足 ${limit} 户，但相邻关系未知，无法判断有无适合并入的相邻社区。`,
        en: `Not checked ${SUBJECT.en}: ${who.en} ${small.length === 1 ? 'has' : 'have'} fewer than ${limit} households, but which communities border on which is not known, so no neighbour can be judged fit.`,
      },
    }),
  ];
}

function withNeighbours(
  rule: PolicyRule,
  context: RuleContext,
  groups: HouseholdGroups,
  small: readonly Sized[],
): Finding[] {
  const neighboursOf = indexNeighbours(context, rule.thresholds.minSharedBorderMetres!);
  const sizes = new Map(groups.known.map((sized) => [sized.community.id, sized]));
  const known = new Set(context.communities.map(({ id }) => id));
  const findings: Finding[] = [];
  const undecided: Sized[] = [];
  const shapeless: Sized[] = [];
  for (const sized of small) {
    const neighbours = (neighboursOf.get(sized.community.id) ?? []).filter((id) => known.has(id));
    const fit = neighbours
      .flatMap((id) => sizes.get(id) ?? [])
      .filter(
        (other) => other.households + sized.households <= rule.thresholds.maxMergedHouseholds!,
      )
      .sort((a, b) => a.households - b.households || byCodePoint(a.community.id, b.community.id));
    if (fit.length > 0) findings.push(toMerge(rule, context, sized, fit));
    else if (neighbours.some((id) => !sizes.has(id))) undecided.push(sized);
    else if (neighbours.length === 0 && sized.community.geometry === null) shapeless.push(sized);
  }
  if (undecided.length > 0) findings.push(neighboursUnknown(rule, undecided));
  if (shapeless.length > 0) findings.push(withoutShape(rule, shapeless));
  return findings;
}

function indexNeighbours(context: RuleContext, minMetres: number): Map<string, string[]> {
  const neighboursOf = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    const known = neighboursOf.get(from) ?? new Set();
    neighboursOf.set(from, known.add(to));
  };
  for (const { communities, sharedLengthMetres } of context.adjacency ?? []) {
    const [a, b] = communities;
    // A contact at a corner is no border.
    if (a === b || sharedLengthMetres <= 0 || sharedLengthMetres < minMetres) continue;
    add(a, b);
    add(b, a);
  }
  return new Map([...neighboursOf].map(([id, others]) => [id, [...others].sort(byCodePoint)]));
}

function toMerge(
  rule: PolicyRule,
  context: RuleContext,
  { community, households }: Sized,
  fit: readonly Sized[],
): Finding {
  const name = nameOf(community);
  const threshold = rule.thresholds.minHouseholds!;
  const [has, limit] = [householdsText(community, households), countText(threshold)];
  const list = namedList(
    fit.map((other) => ({
      ...other.community,
      note: {
        zh: ` ${householdsText(other.community, other.households)} 户`,
        en: `(${householdsText(other.community, other.households)})`,
      },
    })),
    ' ',
  );
  return communityFinding(rule, context, community, {
    figures: {
      households,
      threshold,
      maxMergedHouseholds: rule.thresholds.maxMergedHouseholds!,
      fitNeighbours: fit.map((other) => other.community.id).join(', '),
    },
    message: {
      zh: `“${name.zh}”只有 ${has} 户，不足 ${limit} 户，原则上应予合并；适合并入的相邻社区：${list.zh}。`,
      en: `${name.en} has ${has} households, fewer than ${limit}: in principle it is to be merged. Neighbours fit to take it (households): ${list.en}.`,
    },
  });
}

function neighboursUnknown(rule: PolicyRule, undecided: readonly Sized[]): Finding {
  const who = sizedNames(undecided);
  const limit = countText(rule.thresholds.minHouseholds!);
  return uncheckedFinding(rule, {
    reason: 'neighbours-without-households',
    communities: undecided.map(({ community }) => community.id),
    message: {
      zh: `未检查${SUBJECT.zh}：${who.zh}不足 ${limit} 户，但部分相邻社区没有户数记录，无法判断有无适合并入的。`,
      en: `Not checked ${SUBJECT.en}: ${who.en} ${undecided.length === 1 ? 'has' : 'have'} fewer than ${limit} households, but some neighbours have no household figure on record, so none can be judged fit.`,
    },
  });
}

function withoutShape(rule: PolicyRule, shapeless: readonly Sized[]): Finding {
  const who = sizedNames(shapeless);
  const limit = countText(rule.thresholds.minHouseholds!);
  return uncheckedFinding(rule, {
    reason: 'no-geometry',
    communities: shapeless.map(({ community }) => community.id),
    message: {
      zh: `未检查${SUBJECT.zh}：${who.zh}不足 ${limit} 户，但没有图形，无法判断与谁相邻。`,
      en: `Not checked ${SUBJECT.en}: ${who.en} ${shapeless.length === 1 ? 'has' : 'have'} fewer than ${limit} households, but no geometry, so their neighbours are not known.`,
    },
  });
}

function sizedNames(sized: readonly Sized[]): Message {
  const named = sized.map(({ community, households }) => ({
    ...community,
    note: {
      zh: ` ${householdsText(community, households)} 户`,
      en: householdsText(community, households),
    },
  }));
  return countedNames(named, COMMUNITY);
}

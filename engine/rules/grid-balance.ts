import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';
import { communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import { type FigureName, groupByFigure, uncheckedFigures } from './group-by-figure.ts';
import { type Figure, readFigure } from './read-figure.ts';
import { countText, decimalText, goesAbove } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

interface Load {
  figure: FigureName;
  unit: Message;
  read(context: RuleContext, community: CommunityInput): Figure;
}

const recorded =
  (field: string): Load['read'] =>
  (_context, { properties }) =>
    readFigure(properties, field);

function area(context: RuleContext, community: CommunityInput): Figure {
  const result = context.measure('area', community);
  return result.state === 'known'
    ? { state: 'known', value: Math.round(result.value) }
    : { state: 'missing' };
}

/** What grids are balanced by, by the name of the threshold. */
const LOADS: Readonly<Record<string, Load>> = {
  maxPopulationRatio: {
    figure: { word: 'population', zh: '人口', en: 'population' },
    unit: { zh: '人', en: 'people' },
    read: recorded(FIELDS.population),
  },
  maxAreaRatio: {
    figure: { word: 'area', zh: '有效面积', en: 'valid area' },
    unit: { zh: '平方米', en: 'm²' },
    read: area,
  },
  maxEnterprisesRatio: {
    figure: { word: 'enterprises', zh: '市场主体数', en: 'number of firms and shops' },
    unit: { zh: '个市场主体', en: 'firms and shops' },
    read: recorded(FIELDS.enterprises),
  },
  maxWorkloadRatio: {
    figure: { word: 'workload', zh: '工作量', en: 'workload' },
    unit: { zh: '件/月', en: 'cases a month' },
    read: recorded(FIELDS.workload),
  },
};

/** With fewer there is no middle to compare with. */
const FEWEST = 3;
const GRID = { zh: '网格', one: 'grid', many: 'grids' };
const SUBJECT = { zh: '网格是否均衡', en: 'whether the grids are balanced' };

/**
 * `grid.balance`: no grid has more of the population, area, economy or workload than so many times the median of all
 * grids.
 */
export const gridBalance: RuleModule = {
  id: 'grid.balance',
  thresholds: Object.fromEntries(
    Object.keys(LOADS).map((name) => [name, { min: 1, optional: true as const }]),
  ),
  reads: ['population', 'enterprises', 'workload'].map((field) => `communities.${field}`),
  evaluate(rule, context) {
    const heavy = new Map<CommunityInput, Excess[]>();
    const unchecked: Finding[] = [];
    let tooFew = false;
    for (const [name, { figure, read }] of Object.entries(LOADS)) {
      const most = rule.thresholds[name];
      if (most === undefined) continue;
      const groups = groupByFigure(context.communities, (community) => read(context, community));
      unchecked.push(...uncheckedFigures(rule, groups, SUBJECT, figure));
      if (groups.known.length < FEWEST) {
        // Those without the figure are told already.
        if (groups.known.length === context.communities.length) tooFew = true;
        continue;
      }
      const median = medianOf(groups.known.map(({ value }) => value));
      for (const { community, value } of groups.known) {
        if (!goesAbove(value, most * median)) continue;
        heavy.set(community, [...(heavy.get(community) ?? []), { name, value, median, most }]);
      }
    }
    return [
      ...[...heavy].map(([community, excesses]) => tooHeavy(rule, context, community, excesses)),
      ...(tooFew && context.communities.length > 0 ? [withoutMiddle(rule, context)] : []),
      ...unchecked,
    ];
  },
};

function withoutMiddle(rule: PolicyRule, { communities }: RuleContext): Finding {
  const who = countedNames(communities, GRID);
  return uncheckedFinding(rule, {
    reason: 'too-few-grids',
    communities: communities.map(({ id }) => id),
    message: {
      zh: `未检查${SUBJECT.zh}：只有 ${who.zh}，少于 ${FEWEST} 个，没有可比的中位数。`,
      en: `Not checked ${SUBJECT.en}: there ${communities.length === 1 ? 'is' : 'are'} ${who.en} only, fewer than the ${FEWEST} that a median takes.`,
    },
  });
}

interface Excess {
  /** Of the threshold. */
  name: string;
  value: number;
  median: number;
  most: number;
}

function tooHeavy(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  excesses: readonly Excess[],
): Finding {
  const called = nameOf(community);
  const parts = excesses.map(({ name, value, median, most }) => {
    const { unit } = LOADS[name]!;
    const [has, middle] = [countText(value), decimalText(median, 0)];
    const times = decimalText(most, 1);
    return {
      zh: `${has} ${unit.zh}，超过中位数 ${middle} 的 ${times} 倍`,
      en: `${has} ${unit.en}, more than ${times} times the median of ${middle}`,
    };
  });
  return communityFinding(rule, context, community, {
    figures: Object.fromEntries(
      excesses.flatMap(({ name, value, median, most }) => {
        const { word } = LOADS[name]!.figure;
        return [
          [word, value],
          [`${word}Median`, median],
          [name, most],
        ];
      }),
    ),
    message: {
      zh: `网格“${called.zh}”偏重：${parts.map(({ zh }) => zh).join('；')}。`,
      en: `Grid ${called.en} carries too much: ${parts.map(({ en }) => en).join('; ')}.`,
    },
  });
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { communityFinding } from './findings.ts';
import { apart, fallsBelow, numberText } from './rule-text.ts';
import { type Measured, takeMeasure, uncheckedMeasures } from './take-measure.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/** The measures of compactness that have a threshold, by its name. */
const MEASURES: Readonly<Record<string, { id: string; name: Message }>> = {
  minPolsbyPopper: { id: 'polsby-popper', name: { zh: '紧凑度', en: 'Polsby–Popper' } },
  minReock: { id: 'reock', name: { zh: '外接圆占比', en: 'Reock' } },
  minConvexHullRatio: {
    id: 'convex-hull-ratio',
    name: { zh: '凸包占比', en: 'convex-hull ratio' },
  },
};

const SUBJECT = { zh: '形状是否规整', en: 'whether the shape is regular' };

/** `shape.regular`: every measure of compactness reaches its threshold. */
export const shapeRegular: RuleModule = {
  id: 'shape.regular',
  thresholds: Object.fromEntries(
    Object.keys(MEASURES).map((name) => [name, { min: 0, max: 1, optional: true as const }]),
  ),
  reads: [],
  evaluate(rule, context) {
    const tests = Object.keys(MEASURES).filter((name) => rule.thresholds[name] !== undefined);
    const failures = new Map<CommunityInput, Failure[]>();
    const missing: Measured['missing'] = [];
    for (const name of tests) {
      const measured = takeMeasure(context, MEASURES[name]!.id);
      missing.push(...measured.missing);
      for (const { community, result } of measured.known) {
        if (!fallsBelow(result.value, rule.thresholds[name]!)) continue;
        const known = failures.get(community) ?? [];
        failures.set(community, [...known, { name, value: result.value }]);
      }
    }
    return [
      ...context.communities.flatMap((community) => {
        const failed = failures.get(community);
        return failed ? [irregular(rule, context, community, failed)] : [];
      }),
      ...uncheckedMeasures(rule, onePerCommunity(missing), SUBJECT),
    ];
  },
};

interface Failure {
  /** Of the threshold. */
  name: string;
  value: number;
}

function irregular(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  failures: readonly Failure[],
): Finding {
  const name = nameOf(community);
  const parts = failures.map((failure) => {
    const { name: measure } = MEASURES[failure.name]!;
    const [value, least] = apart(failure.value, rule.thresholds[failure.name]!, numberText(2));
    return {
      zh: `${measure.zh} ${value.zh}（应不低于 ${least.zh}）`,
      en: `${measure.en} ${value.en} (to be at least ${least.en})`,
    };
  });
  return communityFinding(rule, context, community, {
    figures: Object.fromEntries(
      failures.flatMap(({ name: threshold, value }) => [
        [MEASURES[threshold]!.id, Number(value.toFixed(4))],
        [threshold, rule.thresholds[threshold]!],
      ]),
    ),
    message: {
      zh: `“${name.zh}”形状不规整：${parts.map(({ zh }) => zh).join('，')}。`,
      en: `The shape of ${name.en} is irregular: ${parts.map(({ en }) => en).join(', ')}.`,
    },
  });
}

/** A community without a usable shape has no measure at all: told once. */
function onePerCommunity(missing: Measured['missing']): Measured['missing'] {
  const seen = new Set<CommunityInput>();
  return missing.filter(({ community }) => !seen.has(community) && seen.add(community));
}

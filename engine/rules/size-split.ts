import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding } from '../coverage/types.ts';
import { communityFinding } from './findings.ts';
import { householdsText, splitByHouseholds, uncheckedHouseholds } from './group-by-households.ts';
import { countText } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/** `size.split`: a community of more households than the threshold is in principle to be split. */
export const sizeSplit: RuleModule = {
  id: 'size.split',
  thresholds: { maxHouseholds: { min: 1 } },
  reads: ['communities.households'],
  evaluate(rule, context) {
    const groups = splitByHouseholds(context.communities);
    const threshold = rule.thresholds.maxHouseholds!;
    const subject = { zh: '是否需要拆分', en: 'whether to split' };
    return [
      ...groups.known
        .filter(({ households }) => households > threshold)
        .map(({ community, households }) =>
          tooLarge(rule, context, community, households, threshold),
        ),
      ...uncheckedHouseholds(rule, groups, subject),
    ];
  },
};

function tooLarge(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  households: number,
  threshold: number,
): Finding {
  const name = nameOf(community);
  const [has, limit] = [householdsText(community, households), countText(threshold)];
  return communityFinding(rule, context, community, {
    figures: { households, threshold },
    message: {
      zh: `“${name.zh}”有 ${has} 户，超过 ${limit} 户，原则上应予拆分。`,
      en: `${name.en} has ${has} households, more than ${limit}: in principle it is to be split.`,
    },
  });
}

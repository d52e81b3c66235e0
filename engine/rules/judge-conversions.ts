import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { COMMUNITY, communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import { type FigureName, groupByFigure, namesOf, uncheckedFigures } from './group-by-figure.ts';
import type { Figure } from './read-figure.ts';
import type { PolicyRule, RuleContext } from './types.ts';

/** A condition that a village meets before it becomes a community. */
export interface Condition {
  figure: FigureName;
  /** Member of `figures` of the finding. */
  member: string;
  read(community: CommunityInput): Figure;
  /** `null` where the figure alone does not say. */
  isMet(value: number, community: CommunityInput): boolean | null;
  /** What is wrong, after the name of the community and a colon. */
  fault(value: number, community: CommunityInput): Message;
  /** For a condition of which {@link isMet} may be `null`: what is on record, after the name; and why that is not enough. */
  open?: {
    says(value: number, community: CommunityInput): Message;
    why(community: CommunityInput): Message & { reason: string };
  };
}

const SUBJECT: Message = {
  zh: '是否符合村改社区条件',
  en: 'whether the village may become a community',
};

/**
 * The communities that the plan converts from a village and that do not meet a condition, one finding a community;
 * those without the figure are not checked. A plan that converts none has none.
 */
export function judgeConversions(
  rule: PolicyRule,
  context: RuleContext,
  conditions: readonly Condition[],
): Finding[] {
  const converted = context.communities.filter(({ id }) => context.conversions.has(id));
  const faults = new Map<CommunityInput, { member: string; value: number; text: Message }[]>();
  const unchecked: Finding[] = [];
  for (const condition of conditions) {
    const { figure, member, read, isMet, fault } = condition;
    const groups = groupByFigure(converted, read);
    for (const { community, value } of groups.known) {
      if (isMet(value, community) !== false) continue;
      const known = faults.get(community) ?? [];
      faults.set(community, [...known, { member, value, text: fault(value, community) }]);
    }
    unchecked.push(
      ...openFindings(rule, condition, groups.known),
      ...uncheckedFigures(rule, groups, SUBJECT, figure),
    );
  }
  const broken = [...faults].map(([community, found]) => {
    const name = nameOf(community);
    return communityFinding(rule, context, community, {
      figures: {
        ...Object.fromEntries(found.map(({ member, value }) => [member, value])),
        ...rule.thresholds,
      },
      message: {
        zh: `“${name.zh}”不符合村改社区条件：${found.map(({ text }) => text.zh).join('；')}。`,
        en: `${name.en} does not meet the conditions for becoming a community: ${found.map(({ text }) => text.en).join('; ')}.`,
      },
    });
  });
  return [...broken, ...unchecked];
}

/** One finding for each reason why a figure that is on record does not decide. */
function openFindings(
  rule: PolicyRule,
  { isMet, open }: Condition,
  known: readonly { community: CommunityInput; value: number }[],
): Finding[] {
  if (open === undefined) return [];
  const undecided = known
    .filter(({ community, value }) => isMet(value, community) === null)
    .map(({ community, value }) => ({ community, value, why: open.why(community) }));
  return [...new Set(undecided.map(({ why }) => why.reason))].map((reason) => {
    const group = undecided.filter(({ why }) => why.reason === reason);
    const who = countedNames(
      group.map(({ community, value }) => ({
        ...namesOf(community),
        note: open.says(value, community),
      })),
      COMMUNITY,
    );
    const { zh, en } = group[0]!.why;
    return uncheckedFinding(rule, {
      reason,
      communities: group.map(({ community }) => community.id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}。${zh}`,
        en: `Not checked ${SUBJECT.en}: ${who.en}. ${en}`,
      },
    });
  });
}

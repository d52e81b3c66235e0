import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { COMMUNITY, countedNames, uncheckedFinding } from './findings.ts';
import { readHouseholds } from './read-households.ts';
import type { PolicyRule } from './types.ts';

/** Communities by what is known of their households, each group in the order of the input. */
export interface HouseholdGroups {
  known: { community: CommunityInput; households: number }[];
  missing: CommunityInput[];
  unreadable: { community: CommunityInput; written: string }[];
}

export function splitByHouseholds(communities: readonly CommunityInput[]): HouseholdGroups {
  const groups: HouseholdGroups = { known: [], missing: [], unreadable: [] };
  for (const community of communities) {
    const households = readHouseholds(community);
    if (households.state === 'known')
      groups.known.push({ community, households: households.value });
    else if (households.state === 'missing') groups.missing.push(community);
    else groups.unreadable.push({ community, written: households.written });
  }
  return groups;
}

/**
 * One finding for the communities without a household figure, one for those whose figure cannot be read.
 * @param subject what the rule could not say, e.g. “whether to split”
 */
export function uncheckedHouseholds(
  rule: PolicyRule,
  { missing, unreadable }: HouseholdGroups,
  subject: Message,
): Finding[] {
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const who = countedNames(missing, COMMUNITY);
    findings.push(
      uncheckedFinding(rule, {
        reason: 'no-households',
        communities: missing.map(({ id }) => id),
        message: {
          zh: `未检查${subject.zh}：${who.zh}没有户数记录。`,
          en: `Not checked ${subject.en}: no household figure on record for ${who.en}.`,
        },
      }),
    );
  }
  if (unreadable.length > 0) {
    const who = countedNames(
      unreadable.map(({ community, written }) => ({
        ...community,
        note: { zh: `写作“${written}”`, en: `"${written}"` },
      })),
      COMMUNITY,
    );
    findings.push(
      uncheckedFinding(rule, {
        reason: 'unreadable-households',
        communities: unreadable.map(({ community }) => community.id),
        message: {
          zh: `未检查${subject.zh}：${who.zh}的户数不是有效数字。请只用数字填写，不要加逗号或单位。`,
          en: `Not checked ${subject.en}: the household figure of ${who.en} is not a number. Write digits only, without commas or units.`,
        },
      }),
    );
  }
  return findings;
}

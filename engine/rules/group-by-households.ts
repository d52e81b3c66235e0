import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';
import { type FigureName, groupByFigure, uncheckedFigures } from './group-by-figure.ts';
import { readHouseholds } from './read-households.ts';
import { estimatedText } from './rule-text.ts';
import type { PolicyRule } from './types.ts';

/** Communities by what is known of their households, each group in the order of the input. */
export interface HouseholdGroups {
  known: { community: CommunityInput; households: number }[];
  missing: CommunityInput[];
  unreadable: { community: CommunityInput; written: string }[];
}

const HOUSEHOLDS: FigureName = { word: 'households', zh: '户数', en: 'household figure' };

export function splitByHouseholds(communities: readonly CommunityInput[]): HouseholdGroups {
  const { known, ...others } = groupByFigure(communities, readHouseholds);
  return {
    known: known.map(({ community, value }) => ({ community, households: value })),
    ...others,
  };
}

/** One finding for the communities without a household figure, one for those whose figure cannot be read. */
export const uncheckedHouseholds = (
  rule: PolicyRule,
  groups: HouseholdGroups,
  subject: Message,
): Finding[] => uncheckedFigures(rule, groups, subject, HOUSEHOLDS);

/** “6,200”, or “6,200*” where the figure is an estimate. */
export const householdsText = (community: CommunityInput, households: number): string =>
  estimatedText(households, community.properties?.[FIELDS.householdsEstimated] === true);

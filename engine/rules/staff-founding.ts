import { nameOf } from '../coverage/name-of.ts';
import { FIELDS } from './fields.ts';
import { communityFinding } from './findings.ts';
import { type FigureName, groupByFigure, uncheckedFigures } from './group-by-figure.ts';
import { readFigure } from './read-figure.ts';
import { countText } from './rule-text.ts';
import type { RuleModule } from './types.ts';

const TEAM: FigureName = {
  word: 'founding-team',
  zh: '筹建班子人数',
  en: 'size of the founding team',
};
const SUBJECT = { zh: '筹建班子人数是否适当', en: 'whether the founding team has its size' };

/**
 * `staff.founding`: the team that founds a community (筹建班子) has so many people. It is asked of new communities, and
 * of existing ones that still record a team.
 */
export const staffFounding: RuleModule = {
  id: 'staff.founding',
  thresholds: { minPeople: { min: 0 }, maxPeople: { min: 1 } },
  ordered: [['minPeople', 'maxPeople']],
  reads: [`communities.${FIELDS.foundingTeam}`, `communities.${FIELDS.planOperation}`],
  evaluate(rule, context) {
    const { minPeople, maxPeople } = rule.thresholds;
    const { known, missing, unreadable } = groupByFigure(context.communities, ({ properties }) =>
      readFigure(properties, FIELDS.foundingTeam),
    );
    return [
      ...known
        .filter(({ value }) => value < minPeople! || value > maxPeople!)
        .map(({ community, value }) => {
          const name = nameOf(community);
          const band = `${countText(minPeople!)}–${countText(maxPeople!)}`;
          const people = countText(value);
          return communityFinding(rule, context, community, {
            figures: { foundingTeam: value, minPeople: minPeople!, maxPeople: maxPeople! },
            message: {
              zh: `“${name.zh}”的筹建班子有 ${people} 人，应为 ${band} 人。`,
              en: `The founding team of ${name.en} has ${people} ${value === 1 ? 'person' : 'people'}; it is to have ${band}.`,
            },
          });
        }),
      ...uncheckedFigures(
        rule,
        { missing: missing.filter(({ id }) => context.newCommunities.has(id)), unreadable },
        SUBJECT,
        TEAM,
      ),
    ];
  },
};

import { householdBand, householdLimits, leastCompactness } from '../state/community-figures.ts';
import type { Store } from '../state/store.ts';
import type { Community } from '../state/town.ts';
import { type ColourFacts, compactnessBreaks } from './colour-classes.ts';

/** What the communities on the page are coloured by. Read inside an effect it follows the policy, the plan and the measures. */
export function colourFacts(store: Store): ColourFacts {
  const policy = store.policy.value;
  const band = householdBand(policy);
  const draft = store.planner.draft.value;
  return {
    households: band === null ? null : { ...band, ...householdLimits(policy) },
    compactness: compactnessBreaks(leastCompactness(policy)),
    compactnessOf: (community: Community) => {
      const result = store.measures.read(community, 'polsby-popper');
      return result?.state === 'known' ? result.value : null;
    },
    plan: draft && { before: draft.material.base, now: draft.shown.value },
  };
}

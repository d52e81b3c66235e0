import type { PlanState } from '#engine/plan/types.ts';
import type { Community } from '../state/town.ts';
import type { ColourBy } from '../state/view.ts';

/** The classes that communities are coloured by, in the order of the legend. `political` has none: neighbours differ. */
export const COLOUR_CLASSES = {
  political: [],
  kind: ['urban', 'village', 'converted', 'park', 'other-kind'],
  households: ['far-below', 'below', 'fitting', 'above', 'far-above', 'no-households'],
  compactness: ['compact-1', 'compact-2', 'compact-3', 'compact-4', 'compact-5', 'no-shape'],
  change: ['created', 'changed', 'unchanged'],
} as const satisfies Record<ColourBy, readonly string[]>;

export type ColourClass = (typeof COLOUR_CLASSES)[ColourBy][number];

/** Where the classes of households end; null: nobody says. */
export interface HouseholdBreaks {
  /** Fewer are to be merged. */
  merge: number | null;
  min: number;
  max: number;
  /** More are to be split. */
  split: number | null;
}

/** What communities are judged by for their colour. */
export interface ColourFacts {
  households: HouseholdBreaks | null;
  /** The four upper ends of the classes of compactness, rising. */
  compactness: readonly number[];
  /** Polsby–Popper of a community; null while it is not known. */
  compactnessOf(community: Community): number | null;
  /** What the plan began with and what it has now; null without a plan. */
  plan: { before: PlanState; now: PlanState } | null;
}

/** Without a policy that names one, this is where a shape begins to be irregular. */
const IRREGULAR_BELOW = 0.15;

/** Classes of compactness: the first is what the policy calls irregular. */
export const compactnessBreaks = (least: number | null): readonly number[] => [
  least ?? IRREGULAR_BELOW,
  Math.max(0.3, least ?? 0),
  Math.max(0.5, least ?? 0),
  Math.max(0.7, least ?? 0),
];

/** The class of a community; null under `political`, and where the figures of a policy are needed and missing. */
export function colourClassOf(
  community: Community,
  by: ColourBy,
  facts: ColourFacts,
): ColourClass | null {
  switch (by) {
    case 'political':
      return null;
    case 'kind':
      return COLOUR_CLASSES.kind.find((kind) => kind === community.kind) ?? 'other-kind';
    case 'households':
      return facts.households && householdClass(community.households, facts.households);
    case 'compactness':
      return compactnessClass(facts.compactnessOf(community), facts.compactness);
    case 'change':
      return facts.plan && changeClass(community.id, facts.plan);
  }
}

function householdClass(households: number | null, breaks: HouseholdBreaks): ColourClass {
  const { merge, min, max, split } = breaks;
  if (households === null) return 'no-households';
  if (households < min) return merge !== null && households < merge ? 'far-below' : 'below';
  if (households <= max) return 'fitting';
  return split !== null && households > split ? 'far-above' : 'above';
}

function compactnessClass(value: number | null, breaks: readonly number[]): ColourClass {
  if (value === null) return 'no-shape';
  const at = breaks.findIndex((end) => value < end);
  return COLOUR_CLASSES.compactness[at < 0 ? breaks.length : at] ?? 'no-shape';
}

function changeClass(id: string, { before, now }: NonNullable<ColourFacts['plan']>): ColourClass {
  const was = before.communities.get(id);
  if (was === undefined) return 'created';
  return was === now.communities.get(id) ? 'unchanged' : 'changed';
}

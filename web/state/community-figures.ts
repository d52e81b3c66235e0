import type { Policy } from '#engine/rules/types.ts';

/** The households that a policy finds fitting for a community; null where it says nothing. */
export function householdBand(policy: Policy | null): { min: number; max: number } | null {
  const rule = policy?.rules.find(({ id, enabled }) => id === 'size.band' && enabled);
  const { minHouseholds: min, maxHouseholds: max } = rule?.thresholds ?? {};
  return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
}

/** Up to which households a policy would merge, and from which it would split. */
export function householdLimits(policy: Policy | null): {
  merge: number | null;
  split: number | null;
} {
  const threshold = (rule: string, name: string): number | null =>
    policy?.rules.find(({ id, enabled }) => id === rule && enabled)?.thresholds[name] ?? null;
  return {
    merge: threshold('size.merge', 'minHouseholds'),
    split: threshold('size.split', 'maxHouseholds'),
  };
}

/** Polsby–Popper under which a policy calls a community irregular; null where it says nothing. */
export function leastCompactness(policy: Policy | null): number | null {
  const rule = policy?.rules.find(({ id, enabled }) => id === 'shape.regular' && enabled);
  return rule?.thresholds.minPolsbyPopper ?? null;
}

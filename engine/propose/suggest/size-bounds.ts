import type { Policy } from '../../rules/types.ts';
import type { SuggestOptions } from './types.ts';

/** Households that a community may have, and ought to have. */
export interface SizeBounds {
  /** No suggestion has a community outside these. */
  hard: { min: number; max: number };
  /** Where a community should lie; the same as `hard` where nothing else is asked for. */
  target: { min: number; max: number };
  /** False where neither the policy nor the request says anything of households. */
  isGiven: boolean;
}

/**
 * Bounds from the request, else from the rules of a policy: `size.max` (or `size.split`) above, `size.merge` below,
 * `size.band` as the target.
 */
export function sizeBounds(
  policy: Policy,
  { householdBand }: Pick<SuggestOptions, 'householdBand'>,
): SizeBounds {
  if (householdBand !== undefined) {
    return { hard: householdBand, target: householdBand, isGiven: true };
  }
  const threshold = (rule: string, name: string): number | undefined =>
    policy.rules.find(({ id, enabled }) => id === rule && enabled)?.thresholds[name];
  const band = {
    min: threshold('size.band', 'minHouseholds'),
    max: threshold('size.band', 'maxHouseholds'),
  };
  const most = threshold('size.max', 'maxHouseholds') ?? threshold('size.split', 'maxHouseholds');
  const least = threshold('size.merge', 'minHouseholds');
  const hard = { min: least ?? band.min ?? 0, max: most ?? band.max ?? Number.POSITIVE_INFINITY };
  const target = { min: band.min ?? hard.min, max: band.max ?? hard.max };
  return { hard, target, isGiven: Number.isFinite(hard.max) || hard.min > 0 };
}

/** Households by which a size misses a band. */
export const offBand = (households: number, band: { min: number; max: number }): number =>
  Math.max(0, band.min - households, households - band.max);

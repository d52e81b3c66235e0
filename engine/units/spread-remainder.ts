import { apportion, sumInOrder } from './apportion.ts';
import type { HouseholdShare } from './household-types.ts';

export type SpreadBasis = HouseholdShare['basis'];

/** One way of dividing what is left: a weight for each parcel. The first with any weight is taken. */
export interface SpreadTier {
  basis: Exclude<SpreadBasis, 'none'>;
  weights: Float64Array;
  /** The weights are figures themselves, and stand where no total is known. */
  isEstimate: boolean;
}

/** Parcels that have a total together. */
export interface SpreadPool {
  /** Null for the parcels without a total of their own. */
  area: string | null;
  /** Null: unknown. */
  total: number | null;
  /** In the order of ids. */
  parcels: readonly number[];
}

/** What the spread made of a pool. */
export interface SpreadResult {
  basis: SpreadBasis;
  /** What was to be spread; negative where the counted exceed the total, null without a total. */
  remainder: number | null;
  /** What was spread, at most the remainder. */
  spread: number;
}

/**
 * Spreads what remains of a pool's total after what is counted over its parcels, to the household. Without a
 * total, each parcel gets the estimate itself.
 *
 * @param counted by parcel
 * @param isFixed 1 for a parcel that takes nothing
 * @param into by parcel; what is spread is added to it
 */
export function spreadRemainder(
  pool: SpreadPool,
  counted: Float64Array,
  isFixed: Uint8Array,
  tiers: readonly SpreadTier[],
  into: Float64Array,
): SpreadResult {
  const takers = pool.parcels.filter((parcel) => isFixed[parcel] === 0);
  const usable = pool.total === null ? tiers.filter(({ isEstimate }) => isEstimate) : tiers;
  const tier = usable.find(({ weights }) => takers.some((parcel) => weights[parcel]! > 0));
  const basis = tier?.basis ?? 'none';
  if (pool.total === null) {
    for (const parcel of takers) into[parcel]! += tier?.weights[parcel] ?? 0;
    const spread = sumInOrder(takers.map((parcel) => tier?.weights[parcel] ?? 0));
    return { basis, remainder: null, spread };
  }
  const remainder = pool.total - sumInOrder(pool.parcels.map((parcel) => counted[parcel]!));
  if (remainder <= 0 || tier === undefined) return { basis: 'none', remainder, spread: 0 };
  const weights = takers.map((parcel) => tier.weights[parcel]!);
  const parts = apportion(remainder, weights, (i, j) => i < j);
  takers.forEach((parcel, i) => {
    into[parcel]! += parts[i]!;
  });
  return { basis, remainder, spread: remainder };
}

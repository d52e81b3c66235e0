/** No town has as many households; up to here the quotas are exact enough for their whole parts to fit. */
const LARGEST_TOTAL = 1e12;

/**
 * Divides a total among weights by the method of largest remainders (Hamilton's), so that the parts add up
 * to it exactly: each gets the whole part of its quota, and those with the largest fractions one more. The
 * half of the total, if it has one, goes to the next in that order.
 *
 * @param total a multiple of one half, from 0 to 1e12
 * @param weights finite, 0 or more; a weight of 0 gets nothing
 * @param before whether entry i goes before entry j where their fractions and weights are equal: a strict
 *   order, so that the result does not depend on the order of the entries
 * @returns one part for each weight; all 0 where no weight is positive
 * @throws RangeError for a total or a weight that breaks these rules
 */
export function apportion(
  total: number,
  weights: readonly number[],
  before: (i: number, j: number) => boolean,
): Float64Array {
  if (!(total >= 0 && total <= LARGEST_TOTAL && Number.isInteger(2 * total))) {
    throw new RangeError(`a total must be a multiple of one half from 0 to 1e12, not ${total}`);
  }
  const parts = new Float64Array(weights.length);
  const scaled = scale(weights);
  const takers = scaled.flatMap((weight, i) => (weight > 0 ? [i] : []));
  if (takers.length === 0) return parts;
  const sum = sumInOrder(takers.map((i) => scaled[i]!));
  const whole = Math.floor(total);
  const fractions = new Float64Array(weights.length);
  let left = whole;
  for (const i of takers) {
    const quota = whole * (scaled[i]! / sum);
    parts[i] = Math.floor(quota);
    fractions[i] = quota - parts[i]!;
    left -= parts[i]!;
  }
  takers.sort(
    (i, j) => fractions[j]! - fractions[i]! || scaled[j]! - scaled[i]! || (before(i, j) ? -1 : 1),
  );
  for (let k = 0; k < left; k++) parts[takers[k % takers.length]!]! += 1;
  if (total > whole) parts[takers[left % takers.length]!]! += 0.5;
  return parts;
}

/** Relative to the largest, so that neither sums nor quotas overflow. */
function scale(weights: readonly number[]): number[] {
  let largest = 0;
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`a weight must be a finite number from 0, not ${weight}`);
    }
    largest = Math.max(largest, weight);
  }
  return weights.map((weight) => (largest === 0 ? 0 : weight / largest));
}

/** The same whatever the order of the numbers: the smallest are added first. */
export function sumInOrder(values: readonly number[]): number {
  let sum = 0;
  for (const value of [...values].sort((a, b) => a - b)) sum += value;
  return sum;
}

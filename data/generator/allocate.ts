/**
 * Whole numbers in proportion to the weights that add up to the total (largest remainder method;
 * among equal remainders the earlier item comes first).
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) throw new Error('nothing to allocate to: the weights are all 0');
  const exact = weights.map((weight) => (total * weight) / sum);
  const shares = exact.map(Math.floor);
  const rest = total - shares.reduce((a, b) => a + b, 0);
  const order = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of order.slice(0, rest)) shares[i] = (shares[i] ?? 0) + 1;
  return shares;
}

import { isNamed } from '../../barriers/barrier-index.ts';
import { barrierWeight, OFF_BARRIER_WEIGHT } from '../../barriers/class-weights.ts';
import type { BorderStretch } from '../../barriers/types.ts';

/**
 * What a metre of border costs besides the weight of its barrier: with borders free along rivers, a community
 * would be drawn out along them like a snake.
 */
export const PERIMETER_FLOOR = 0.1;
/** A line without a name cannot be written into a boundary description: it is dearer by this much. */
const NAMELESS = 0.25;

/** What a stretch of border costs, in metres of border across open ground (a little over 1 each). */
export function stretchCost({ barrier, lengthMetres }: BorderStretch): number {
  const weight = barrierWeight(barrier?.class ?? null);
  const nameless = barrier !== null && !isNamed(barrier) ? NAMELESS : 0;
  return lengthMetres * (Math.min(OFF_BARRIER_WEIGHT, weight + nameless) + PERIMETER_FLOOR);
}

/** Cost and length of several stretches. */
export function sumStretches(stretches: readonly BorderStretch[]): {
  cost: number;
  lengthMetres: number;
  namedMetres: number;
} {
  const sums = { cost: 0, lengthMetres: 0, namedMetres: 0 };
  for (const stretch of stretches) {
    sums.cost += stretchCost(stretch);
    sums.lengthMetres += stretch.lengthMetres;
    if (stretch.barrier !== null && isNamed(stretch.barrier))
      sums.namedMetres += stretch.lengthMetres;
  }
  return sums;
}

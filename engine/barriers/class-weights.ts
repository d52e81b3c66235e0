import type { BarrierClass } from './types.ts';

/**
 * What a metre of border costs along a barrier of each class; off any barrier it costs
 * {@link OFF_BARRIER_WEIGHT}. The lower, the better a border runs there: the water and the great roads that
 * people do not cross on foot come first. The order is that of DOMAIN §2 `boundary.clear` (roads, rivers, ridges); the
 * figures are those of the proposal benchmark where it has the class.
 */
export const BARRIER_WEIGHTS: Readonly<Record<BarrierClass, number>> = {
  river: 0.05,
  expressway: 0.06,
  railway: 0.08,
  canal: 0.08,
  arterial: 0.1,
  ridge: 0.15,
  collector: 0.2,
  wall: 0.3,
  local: 0.35,
  path: 0.6,
};

export const OFF_BARRIER_WEIGHT = 1;

/** The weight of a class, or of no barrier at all. */
export function barrierWeight(barrierClass: BarrierClass | null): number {
  return barrierClass === null ? OFF_BARRIER_WEIGHT : BARRIER_WEIGHTS[barrierClass];
}

import { IntList } from '../geometry/int-list.ts';
import { middleOfLongest } from './close-lapses.ts';
import { COST_OFF, OFF } from './follow-costs.ts';

/** Of each step the course, {@link OFF} for none, and its nearest barrier, −1 for none. */
export interface Chosen {
  courses: Int32Array;
  barriers: Int32Array;
}

/** What a place could be assigned to besides nothing: courses, the cost of a metre and the nearest barrier of each. */
export interface PlaceCandidates {
  readonly courses: readonly number[];
  readonly cost: Float64Array;
  readonly barrier: Int32Array;
}

/** Costs are rounded to this, in metres: what differs by less is equal, whichever way the border was measured. */
const SAME_COST = 1e-6;

/** What each step of a border could be assigned to, and at what cost. */
export class StepCandidates {
  /** Candidates of step i: `start[i] … start[i + 1]`; to be off any barrier is always the first. */
  readonly start = new IntList();
  readonly course = new IntList();
  readonly barrier = new IntList();
  /** Of the whole step. */
  readonly cost: number[] = [];
  readonly lengths: number[] = [];

  constructor() {
    this.start.push(0);
  }

  /** Takes the next step: its length and what is near it. */
  addStep(lengthMetres: number, { courses, cost, barrier }: PlaceCandidates): void {
    this.add(OFF, -1, lengthMetres * COST_OFF);
    for (const course of courses) this.add(course, barrier[course]!, lengthMetres * cost[course]!);
    this.start.push(this.course.length);
    this.lengths.push(lengthMetres);
  }

  private add(course: number, barrier: number, cost: number): void {
    this.course.push(course);
    this.barrier.push(barrier);
    this.cost.push(Math.round(cost / SAME_COST) * SAME_COST);
  }
}

/**
 * Assigns each step of a border to a course of barriers, or to none, at the least cost in all: the cost
 * of each step, and a charge for every change from one to another. The charge keeps a border from
 * flipping between parallel barriers and from dropping out for a few metres. (Viterbi 1967; on
 * positions along roads Newson & Krumm 2009, “Hidden Markov map matching through noise and
 * sparseness”. Here the weights are lengths, so that the result does not depend on how densely a border
 * is digitised.)
 *
 * Around a ring the last step comes before the first, and a change between these two is charged like any
 * other. A first walk, for which it is free, finds the longest run; the step in the middle of it keeps
 * its course, and from there the second walk goes all around and back to it.
 * @param order steps in the order of the walk. Where several assignments cost the same it decides, so it must not
 *   hang on where the border happens to begin
 * @param changeCost of a change, in metres off any barrier
 */
export function chooseCourses(
  candidates: StepCandidates,
  order: Int32Array,
  { isRing, changeCost }: { isRing: boolean; changeCost: number },
): Chosen {
  const count = order.length;
  const chosen: Chosen = { courses: new Int32Array(count), barriers: new Int32Array(count) };
  const take = (picked: Int32Array, steps: Int32Array): Chosen => {
    picked.forEach((candidate, k) => {
      chosen.courses[steps[k]!] = candidates.course.at(candidate);
      chosen.barriers[steps[k]!] = candidates.barrier.at(candidate);
    });
    return chosen;
  };
  const free = walk(candidates, order, changeCost, null);
  if (!isRing) return take(free, order);
  const courses = free.map((candidate) => candidates.course.at(candidate));
  const lengths = Float64Array.from(order, (step) => candidates.lengths[step]!);
  const anchor = middleOfLongest(courses, lengths);
  const around = Int32Array.from(order, (_, k) => order[(anchor + k) % count]!);
  return take(walk(candidates, around, changeCost, free[anchor]!), around);
}

/**
 * The cheapest candidates of steps in an order.
 * @param anchor candidate that the first step takes, and to whose course the walk comes back at the end; null: free
 */
function walk(
  { start, course, cost }: StepCandidates,
  order: Int32Array,
  changeCost: number,
  anchor: number | null,
): Int32Array {
  /** Of each candidate: that of the step before from which it is reached best; −1 at the first step. */
  const cameFrom = new Int32Array(course.length).fill(-1);
  /** Least cost up to each candidate. */
  const total = new Float64Array(course.length);
  const isSame = (a: number, b: number): boolean => course.at(a) === course.at(b);
  let [first, last] = [0, 0];
  order.forEach((step, k) => {
    const [low, high] = [start.at(step), start.at(step + 1)];
    if (k === 0) {
      for (let c = low; c < high; c++) {
        total[c] = anchor === null || c === anchor ? cost[c]! : Number.POSITIVE_INFINITY;
      }
    } else {
      const best = indexOfLeast(total, first, last);
      const changed = total[best]! + changeCost;
      for (let c = low; c < high; c++) {
        let same = first;
        while (same < last && !isSame(same, c)) same++;
        // A course that was among the candidates of the step before goes on without a charge.
        const stays = same < last && total[same]! <= changed;
        cameFrom[c] = stays ? same : best;
        total[c] = cost[c]! + (stays ? total[same]! : changed);
      }
    }
    [first, last] = [low, high];
  });
  if (anchor !== null) {
    for (let c = first; c < last; c++) if (!isSame(c, anchor)) total[c]! += changeCost;
  }
  const picked = new Int32Array(order.length);
  let at = indexOfLeast(total, first, last);
  for (let k = order.length - 1; k >= 0; k--) {
    picked[k] = at;
    at = cameFrom[at]!;
  }
  return picked;
}

/** The first of equals in a range. */
function indexOfLeast(values: Float64Array, from: number, to: number): number {
  let least = from;
  for (let k = from + 1; k < to; k++) if (values[k]! < values[least]!) least = k;
  return least;
}

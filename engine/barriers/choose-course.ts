import { IntList } from '../geometry/int-list.ts';
import { COST_OFF, OFF } from './follow-costs.ts';

/** Of each step the course, {@link OFF} for none, and its nearest barrier, −1 for none. */
export interface Chosen {
  courses: Int32Array;
  barriers: Int32Array;
}

/** What a step could be assigned to besides nothing: courses, the cost of a metre and the nearest barrier of each. */
export interface Candidates {
  readonly courses: readonly number[];
  readonly cost: Float64Array;
  readonly barrier: Int32Array;
}

/**
 * Assigns each step of a border to a course of barriers, or to none, at the least cost in all: the cost
 * of each step, and a charge for every change from one to another. The charge keeps a border from
 * flipping between parallel barriers and from dropping out for a few metres. (Viterbi 1967; on
 * positions along roads Newson & Krumm 2009, “Hidden Markov map matching through noise and
 * sparseness”. Here the weights are lengths, so that the result does not depend on how densely a border
 * is digitised.)
 */
export class CourseChoice {
  private readonly changeCost: number;
  private steps = 0;
  /** Candidates of all steps, one after another: course, nearest barrier, … */
  private readonly course = new IntList();
  private readonly barrier = new IntList();
  /** Candidate of the step before from which each is reached best; −1 at the first step. */
  private readonly cameFrom = new IntList();
  /** Least cost up to each candidate of the last step. */
  private totals: number[] = [];

  /** @param changeCost of a change, in metres off any barrier */
  constructor(changeCost: number) {
    this.changeCost = changeCost;
  }

  /** Takes the next step: its length and what is near it. */
  addStep(length: number, { courses, cost, barrier }: Candidates): void {
    const before = this.totals;
    const first = this.course.length - before.length;
    const isFirst = before.length === 0;
    const best = indexOfLeast(before);
    const changed = isFirst ? 0 : before[best]! + this.changeCost;
    const totals: number[] = [];
    // To be off any barrier is always the first candidate.
    for (let k = -1; k < courses.length; k++) {
      const course = k < 0 ? OFF : courses[k]!;
      const same = this.findBefore(course, first, before.length);
      // A course that was among the candidates of the step before goes on without a charge.
      const stay = same < 0 ? Number.POSITIVE_INFINITY : before[same - first]!;
      this.course.push(course);
      this.barrier.push(k < 0 ? -1 : barrier[course]!);
      this.cameFrom.push(isFirst ? -1 : stay <= changed ? same : first + best);
      totals.push(length * (k < 0 ? COST_OFF : cost[course]!) + Math.min(stay, changed));
    }
    this.totals = totals;
    this.steps++;
  }

  /** The candidate of the step before that is a course, or −1. There are few. */
  private findBefore(course: number, first: number, count: number): number {
    for (let at = first; at < first + count; at++) if (this.course.at(at) === course) return at;
    return -1;
  }

  /** The cheapest assignment of all steps. */
  trace(): Chosen {
    const courses = new Int32Array(this.steps);
    const barriers = new Int32Array(this.steps);
    let at = this.course.length - this.totals.length + indexOfLeast(this.totals);
    for (let step = this.steps - 1; step >= 0; step--) {
      courses[step] = this.course.at(at);
      barriers[step] = this.barrier.at(at);
      at = this.cameFrom.at(at);
    }
    return { courses, barriers };
  }
}

/** The first of equals. */
function indexOfLeast(values: readonly number[]): number {
  let least = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! < values[least]!) least = k;
  return least;
}

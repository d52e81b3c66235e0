import type { InputProblem } from '#contract/input-problem.ts';
import type { GeoJsonProblemCode } from './problem-codes.ts';

/** A problem whose code is one of the reader's own. */
export interface GeoJsonProblem extends InputProblem {
  code: GeoJsonProblemCode;
}

/** How many problems are listed before the rest is only counted. */
export const DEFAULT_PROBLEM_CAP = 100;

/**
 * Collects all problems of a document, keeping the first `cap` and counting the rest, so that a
 * file with a million faults gives a report that can be read.
 */
export interface ProblemCollector {
  add(problem: GeoJsonProblem): void;
  /** Problems found so far, listed or not. */
  readonly total: number;
  /** The listed problems; a last one of code `more-problems` says how many were left out. */
  list(): GeoJsonProblem[];
}

export function createProblemCollector(cap: number = DEFAULT_PROBLEM_CAP): ProblemCollector {
  const kept: GeoJsonProblem[] = [];
  let total = 0;
  return {
    add(problem) {
      total += 1;
      if (kept.length < cap) kept.push(problem);
    },
    get total() {
      return total;
    },
    list() {
      const more = total - kept.length;
      if (more === 0) return [...kept];
      return [
        ...kept,
        {
          code: 'more-problems',
          message: {
            zh: `另有 ${more} 处问题未列出；请先修正以上各处，再重新检查`,
            en: `and ${more} more not listed; mend these first, then check again`,
          },
          pointer: '',
        },
      ];
    },
  };
}

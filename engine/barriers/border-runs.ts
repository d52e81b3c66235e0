import type { BorderSteps } from './border-steps.ts';

/** A run of steps on one course; its ends may be moved within the segment they lie in. */
export interface Run {
  course: number;
  firstStep: number;
  lastStep: number;
  start: Spot;
  end: Spot;
}

/** A spot on a border: a share of the way along a segment. */
export interface Spot {
  segment: number;
  share: number;
}

/** Steps of one course in succession; together they are the border. */
export function collectRuns(
  { count, segment, from }: BorderSteps,
  courses: Int32Array,
  lastSegment: number,
): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < count; i++) {
    const known = runs.at(-1);
    if (known !== undefined && known.course === courses[i]) {
      known.lastStep = i;
      continue;
    }
    const start: Spot =
      i === 0 ? { segment: 0, share: 0 } : { segment: segment[i]!, share: from[i]! };
    // Segments without length have no steps: they go to the run before them.
    if (known !== undefined) known.end = start;
    runs.push({
      course: courses[i]!,
      firstStep: i,
      lastStep: i,
      start,
      end: start,
    });
  }
  runs.at(-1)!.end = { segment: lastSegment, share: 1 };
  return runs;
}

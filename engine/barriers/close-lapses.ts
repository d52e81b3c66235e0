import { OFF } from './follow-costs.ts';

/** Steps of one course in succession, counted on around a ring. */
interface Stretch {
  course: number;
  first: number;
  count: number;
  lengthMetres: number;
}

/**
 * Gives a short run of steps between two runs of one course to that course: a run shorter than a length, and than
 * the two together; the shortest first. Around a ring the last step comes before the first.
 * @param length of each step
 */
export function closeLapses(
  length: Float64Array,
  courses: Int32Array,
  isRing: boolean,
  shorterThan: number,
): Int32Array {
  let stretches = collectStretches(courses, length, isRing ? middleOfLongest(courses, length) : 0);
  for (;;) {
    const joined = joinShortest(stretches, shorterThan);
    if (joined === null) break;
    stretches = joined;
  }
  const { length: steps } = courses;
  const closed = new Int32Array(steps);
  for (const { course, first, count } of stretches) {
    for (let i = first; i < first + count; i++) closed[i % steps] = course;
  }
  return closed;
}

function collectStretches(courses: Int32Array, length: Float64Array, start: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let i = start; i < start + courses.length; i++) {
    const step = i % courses.length;
    const known = stretches.at(-1);
    if (known === undefined || known.course !== courses[step]) {
      stretches.push({ course: courses[step]!, first: i, count: 1, lengthMetres: length[step]! });
    } else {
      known.count++;
      known.lengthMetres += length[step]!;
    }
  }
  return stretches;
}

/** A step in the middle of the longest run around a ring, which is no lapse and has one on either side at most. */
export function middleOfLongest(courses: Int32Array, length: Float64Array): number {
  const change = courses.findIndex((course, i) => course !== courses.at(i - 1));
  if (change < 0) return 0;
  const [longest] = collectStretches(courses, length, change).sort(
    (a, b) => b.lengthMetres - a.lengthMetres || a.first - b.first,
  );
  return (longest!.first + (longest!.count >> 1)) % courses.length;
}

/** Null when there is nothing to join. */
function joinShortest(stretches: readonly Stretch[], shorterThan: number): Stretch[] | null {
  const isLapse = new Set<number>();
  const isTaken = new Set<number>();
  for (const at of findLapses(stretches, shorterThan)) {
    const own = [at - 1, at, at + 1];
    // The neighbours of a lapse change with it, and are looked at again.
    if (own.some((i) => isTaken.has(i))) continue;
    for (const i of own) isTaken.add(i);
    isLapse.add(at);
  }
  if (isLapse.size === 0) return null;
  return stretches.flatMap((stretch, i) => {
    if (isLapse.has(i) || isLapse.has(i - 1)) return [];
    if (!isLapse.has(i + 1)) return [stretch];
    const [lapse, last] = [stretches[i + 1]!, stretches[i + 2]!];
    return [
      {
        ...stretch,
        count: stretch.count + lapse.count + last.count,
        lengthMetres: stretch.lengthMetres + lapse.lengthMetres + last.lengthMetres,
      },
    ];
  });
}

function findLapses(stretches: readonly Stretch[], shorterThan: number): number[] {
  const lapses: number[] = [];
  for (let i = 1; i < stretches.length - 1; i++) {
    const [before, own, after] = [stretches[i - 1]!, stretches[i]!, stretches[i + 1]!];
    const around = before.lengthMetres + after.lengthMetres;
    const isShort = own.lengthMetres < Math.min(shorterThan, around);
    if (isShort && before.course === after.course && before.course !== OFF) lapses.push(i);
  }
  return lapses.sort((a, b) => stretches[a]!.lengthMetres - stretches[b]!.lengthMetres || a - b);
}

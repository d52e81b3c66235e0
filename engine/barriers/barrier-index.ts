import { SegmentIndex } from '../geometry/segment-index.ts';
import { BARRIER_WEIGHTS } from './class-weights.ts';
import { BARRIER_CLASSES, type Barrier } from './types.ts';

/** The segment's first or last end is where its line ends, not a bend of it. */
export const STARTS_LINE = 1;
export const ENDS_LINE = 2;

/**
 * Barriers as segments in a spatial index, for matching borders to them; what runs under the ground is not
 * among them.
 *
 * Maps cut one road into many lines of one name. Barriers of the same class and name therefore form
 * one *course*: a border that passes from one line of a course to the next keeps to one barrier. A
 * nameless barrier is a course of its own. Courses are numbered by rank: the stronger class first
 * (class-weights.ts), then named before nameless, then by their smallest id; the order of the input
 * does not matter.
 */
export class BarrierIndex {
  readonly barriers: readonly Barrier[];
  /** Longitude and latitude of both ends, four numbers a segment. */
  readonly ends: Float64Array;
  /** Barrier of each segment. */
  readonly barrierOf: Int32Array;
  /** {@link STARTS_LINE}, {@link ENDS_LINE}, both or neither, for each segment. */
  readonly lineEnds: Uint8Array;
  /** Course of each barrier. */
  readonly courseOf: Int32Array;
  readonly courses: number;
  /** Place of each course in the order of preference among courses that are equally near, 0–1. */
  readonly rank: Float64Array;
  /** Scratch for whoever measures courses; one at a time. */
  readonly marks: CourseMarks;
  private readonly segments: SegmentIndex;

  /** @throws RangeError when a barrier has a coordinate that is no number */
  constructor(barriers: readonly Barrier[]) {
    this.barriers = barriers;
    const { ends, barrierOf, lineEnds } = collectSegments(barriers);
    this.ends = ends;
    this.barrierOf = barrierOf;
    this.lineEnds = lineEnds;
    this.segments = new SegmentIndex(ends);
    const { courseOf, rank } = rankCourses(barriers);
    this.courseOf = courseOf;
    this.courses = rank.length;
    this.rank = rank;
    this.marks = {
      place: 0,
      seen: new Float64Array(rank.length),
      cost: new Float64Array(rank.length),
      distance: new Float64Array(rank.length),
      barrier: new Int32Array(rank.length),
    };
  }

  /** Visits the segments whose boxes meet a box in degrees. */
  forEachMeeting(
    west: number,
    south: number,
    east: number,
    north: number,
    visit: (segment: number) => void,
  ): void {
    this.segments.forEachMeeting(west, south, east, north, visit);
  }
}

/** What is known of the courses near a place; of a course only where `seen` is the place. */
export interface CourseMarks {
  /** Counts places, so that marks need not be taken away. */
  place: number;
  seen: Float64Array;
  /** Of a metre along the course, without and with its rank. */
  distance: Float64Array;
  cost: Float64Array;
  /** Nearest barrier of the course. */
  barrier: Int32Array;
}

function collectSegments(barriers: readonly Barrier[]) {
  const ends: number[] = [];
  const barrierOf: number[] = [];
  const lineEnds: number[] = [];
  barriers.forEach(({ id, geometry, underground }, barrier) => {
    if (underground === true) return;
    const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    for (const line of lines) {
      const first = lineEnds.length;
      let previous = line[0];
      for (const position of line) {
        const [lon, lat] = position as [number, number];
        if (!(Number.isFinite(lon) && Number.isFinite(lat))) {
          throw new RangeError(`barrier ${id}: the position [${position}] is not two numbers`);
        }
        if (lon !== previous![0] || lat !== previous![1]) {
          ends.push(previous![0]!, previous![1]!, lon, lat);
          barrierOf.push(barrier);
          lineEnds.push(0);
        }
        previous = position;
      }
      const last = lineEnds.length - 1;
      if (last < first) continue;
      const isClosed =
        ends[4 * first] === ends[4 * last + 2] && ends[4 * first + 1] === ends[4 * last + 3];
      if (isClosed) continue;
      lineEnds[first]! |= STARTS_LINE;
      lineEnds[last]! |= ENDS_LINE;
    }
  });
  return {
    ends: Float64Array.from(ends),
    barrierOf: Int32Array.from(barrierOf),
    lineEnds: Uint8Array.from(lineEnds),
  };
}

/** Barriers of one course have the same class and name; nameless ones the same id. */
function rankCourses(barriers: readonly Barrier[]) {
  const members = new Map<string, { first: Barrier; barriers: number[] }>();
  barriers.forEach((barrier, i) => {
    const { id, class: kind } = barrier;
    const name = nameKey(barrier);
    const key = JSON.stringify(name === null ? [kind, null, id] : [kind, name]);
    const course = members.get(key);
    if (course === undefined) members.set(key, { first: barrier, barriers: [i] });
    else {
      course.barriers.push(i);
      if (id < course.first.id) course.first = barrier;
    }
  });
  const courseOf = new Int32Array(barriers.length);
  const ordered = [...members.values()].sort((a, b) => compareRank(a.first, b.first));
  ordered.forEach((course, i) => {
    for (const barrier of course.barriers) courseOf[barrier] = i;
  });
  return {
    courseOf,
    rank: Float64Array.from(ordered, ({ first }, i) => rankOf(first, i / ordered.length)),
  };
}

/** Lines of one class and name are one barrier to people: the name as it is compared, null for a nameless one. */
const nameKey = ({ name, nameEn }: Pick<Barrier, 'name' | 'nameEn'>): string | null =>
  name?.trim() || nameEn?.trim() || null;

/** Has it a name in any language? Spaces are none. */
export const isNamed = (barrier: Pick<Barrier, 'name' | 'nameEn'>): boolean =>
  nameKey(barrier) !== null;

/** Classes of one weight are of one strength. */
const STRENGTHS = [...new Set(BARRIER_CLASSES.map((kind) => BARRIER_WEIGHTS[kind]))].sort(
  (a, b) => a - b,
);
const strengthOf = (barrier: Barrier): number => STRENGTHS.indexOf(BARRIER_WEIGHTS[barrier.class]);

const compareRank = (a: Barrier, b: Barrier): number =>
  strengthOf(a) - strengthOf(b) ||
  Number(isNamed(b)) - Number(isNamed(a)) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Strength counts before names, names before the order of ids. */
const rankOf = (barrier: Barrier, order: number): number =>
  (strengthOf(barrier) + (isNamed(barrier) ? 0 : 0.5) + 0.4 * order) / STRENGTHS.length;

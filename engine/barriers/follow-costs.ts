import type { LocalFrame } from '../geometry/geodesic.ts';
import { type BarrierIndex, type CourseMarks, ENDS_LINE, STARTS_LINE } from './barrier-index.ts';

/** The course of a border that follows no barrier. */
export const OFF = -1;
/** Cost of a metre of border that follows no barrier. */
export const COST_OFF = 1;
/** Cost of a metre beside a barrier, at the tolerance's edge; nothing at no distance. */
const COST_AT_TOLERANCE = 0.5;
/** Cost of a metre assigned to a barrier that it does not follow: too far from it, or across it. */
const COST_OF_LAPSE = 1.5;
/** What the lowest rank costs more than the highest: as much as a fiftieth of the tolerance in distance. */
const COST_OF_RANK = 0.01;
/** Barriers within this many tolerances may bridge a lapse. */
const REACH = 1.5;
/** Directions that differ by more than this do not agree. */
export const AGREEING_ANGLE_DEGREES = 35;
const AGREEING_COSINE = Math.cos((AGREEING_ANGLE_DEGREES * Math.PI) / 180);
/**
 * What passes a threshold by less than this, relatively, does not pass it: a place measured from the other end
 * of its segment differs by rounding.
 */
const ROUNDING = 1e-9;

/** A place on a border with its direction: of its segment (u) and of its course around there (v). */
export interface BorderPlace {
  x: number;
  y: number;
  ux: number;
  uy: number;
  vx: number;
  vy: number;
}

/**
 * What it costs a metre of border at a place to be assigned to each course of barriers near it: between
 * nothing and {@link COST_OFF} where the border follows it, more where it does not.
 *
 * The border follows a course at a place when a segment of it is within the tolerance and agrees with
 * the border's direction, whichever way either was drawn. A place beyond the end of a line does not
 * follow that line. Of courses that are followed, the nearer costs less; at distances equal within a
 * fiftieth of the tolerance, the higher in rank.
 */
export class FollowCosts {
  /** Courses near the place, and what each costs; valid until the next call of `measure`. */
  readonly courses: number[] = [];
  readonly cost: Float64Array;
  /** Nearest barrier of each course at the place. */
  readonly barrier: Int32Array;
  private readonly index: BarrierIndex;
  private readonly tolerance: number;
  /** Segments near the places to come: index in the barrier index, and both ends in metres. */
  private readonly segments: number[] = [];
  private readonly ends: number[] = [];
  private readonly marks: CourseMarks;

  constructor(index: BarrierIndex, toleranceMetres: number) {
    this.index = index;
    this.tolerance = toleranceMetres;
    this.marks = index.marks;
    this.cost = index.marks.cost;
    this.barrier = index.marks.barrier;
  }

  /** Gets ready for places within a box, in metres of the frame. */
  gather(frame: LocalFrame, minX: number, minY: number, maxX: number, maxY: number): void {
    const { index, segments, ends } = this;
    segments.length = 0;
    ends.length = 0;
    const pad = REACH * this.tolerance;
    const { originLon, originLat, metresPerDegreeLon, metresPerDegreeLat } = frame;
    index.forEachMeeting(
      originLon + (minX - pad) / metresPerDegreeLon,
      originLat + (minY - pad) / metresPerDegreeLat,
      originLon + (maxX + pad) / metresPerDegreeLon,
      originLat + (maxY + pad) / metresPerDegreeLat,
      (segment) => {
        segments.push(segment);
        for (let i = 4 * segment; i < 4 * segment + 4; i += 2) {
          ends.push(
            (index.ends[i]! - originLon) * metresPerDegreeLon,
            (index.ends[i + 1]! - originLat) * metresPerDegreeLat,
          );
        }
      },
    );
  }

  /** Fills `courses`, `cost` and `barrier` for a place within the box gathered last. */
  measure(place: BorderPlace): void {
    const { index, segments, courses, marks } = this;
    marks.place++;
    courses.length = 0;
    for (let k = 0; k < segments.length; k++) {
      const cost = this.costOf(k, place);
      if (cost === Number.POSITIVE_INFINITY) continue;
      const barrier = index.barrierOf[segments[k]!]!;
      const course = index.courseOf[barrier]!;
      if (marks.seen[course] !== marks.place) {
        marks.seen[course] = marks.place;
        courses.push(course);
      } else if (!this.isBetter(course, barrier, cost)) continue;
      marks.distance[course] = cost;
      this.cost[course] = cost + COST_OF_RANK * index.rank[course]!;
      this.barrier[course] = barrier;
    }
    // By rank, whatever the order of the segments.
    if (courses.length > 1) courses.sort((a, b) => a - b);
  }

  /** The cost of a course, or of none, at the place measured last. */
  costFor(course: number): number {
    if (course === OFF) return COST_OFF;
    return this.marks.seen[course] === this.marks.place ? this.cost[course]! : COST_OF_LAPSE;
  }

  /** Equally near barriers of one course: the smaller id, whatever the order of the input. */
  private isBetter(course: number, barrier: number, cost: number): boolean {
    const known = this.marks.distance[course]!;
    if (cost !== known) return cost < known;
    const { barriers } = this.index;
    return barriers[barrier]!.id < barriers[this.barrier[course]!]!.id;
  }

  private costOf(k: number, { x, y, ux, uy, vx, vy }: BorderPlace): number {
    const { ends, tolerance } = this;
    const ax = ends[4 * k]!;
    const ay = ends[4 * k + 1]!;
    const dx = ends[4 * k + 2]! - ax;
    const dy = ends[4 * k + 3]! - ay;
    const square = dx * dx + dy * dy;
    const share = ((x - ax) * dx + (y - ay) * dy) / square;
    const clamped = share < 0 ? 0 : share > 1 ? 1 : share;
    const px = x - ax - clamped * dx;
    const py = y - ay - clamped * dy;
    const distance = Math.sqrt(px * px + py * py);
    if (distance > REACH * tolerance * (1 + ROUNDING)) return Number.POSITIVE_INFINITY;
    if (distance > tolerance * (1 + ROUNDING) || this.isBeyondEnd(k, share)) return COST_OF_LAPSE;
    const least = AGREEING_COSINE * (1 - ROUNDING) * Math.sqrt(square);
    const agrees = Math.abs(dx * ux + dy * uy) >= least || Math.abs(dx * vx + dy * vy) >= least;
    return agrees ? (COST_AT_TOLERANCE * distance) / tolerance : COST_OF_LAPSE;
  }

  private isBeyondEnd(k: number, share: number): boolean {
    if (share >= -ROUNDING && share <= 1 + ROUNDING) return false;
    const { lineEnds } = this.index;
    return (lineEnds[this.segments[k]!]! & (share < 0 ? STARTS_LINE : ENDS_LINE)) !== 0;
  }
}

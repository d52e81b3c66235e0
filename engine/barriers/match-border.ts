import type { Position } from '../coverage/types.ts';
import type { BarrierIndex } from './barrier-index.ts';
import { collectRuns, type Run, type Spot } from './border-runs.ts';
import { type BorderSteps, cutIntoSteps, isClosed } from './border-steps.ts';
import { canonicalSteps } from './canonical-steps.ts';
import { chooseCourses, StepCandidates } from './choose-course.ts';
import { closeLapses } from './close-lapses.ts';
import { type BorderPlace, FollowCosts, OFF } from './follow-costs.ts';
import { lineLength } from './line-length.ts';
import type { Barrier, BarrierReference, BorderStretch } from './types.ts';

/** How far from a barrier a border may run and still follow it. */
export const BARRIER_TOLERANCE_METRES = 20;

export interface MatchOptions {
  /**
   * How far from a barrier a border may run and still follow it. Metres, default 20; 0 asks for borders that
   * lie on the barrier, to {@link LEAST_TOLERANCE_METRES}.
   */
  toleranceMetres?: number;
}

/** Coordinates are rounded to about this. */
const LEAST_TOLERANCE_METRES = 0.001;

/** Steps in which a border is looked at, in tolerances; never finer than the least. */
const STEP = 0.25;
const LEAST_STEP_METRES = 2;
/** The border's course is taken over this many tolerances. */
const WINDOW = 1;
/**
 * Charge for a change of barrier, in tolerances: a contact shorter than about half a tolerance is none.
 */
const CHANGE = 0.25;
/** Runs shorter than this many tolerances between two along one barrier belong to it. */
const LAPSE = 1;
/** Steps are gathered up to this many tolerances to look for barriers near all of them at once. */
const BATCH = 5;
/** Halvings by which the end of a stretch inside a segment is found: a step in thousandths. */
const HALVINGS = 10;

/**
 * The runs of a border by the barrier that they follow.
 *
 * A place of the border follows a barrier within the tolerance whose direction agrees to 35° (see
 * {@link FollowCosts}); of several the nearest, then the stronger class, then named before nameless, then the
 * smaller id. Runs are chosen together, so that a border keeps to one of two parallel barriers (see
 * {@link chooseCourses}), and a run shorter than the tolerance between two longer ones along one barrier joins
 * them, whatever it follows itself. Consecutive lines of one class and name are one
 * barrier to people: such a run is one stretch, and refers to the line that it follows for the greatest length
 * (of equals the smaller id). Nameless lines stay apart.
 *
 * Stretches come in the direction of the border, no two in succession refer to one barrier, and
 * together they are the border exactly: each begins where the one before it ends, at a vertex or
 * inside a segment. Their lengths are geodesic and add up to the border's. A closed ring is matched all
 * around and then cut at its first vertex, so its first and last stretch may follow the same barrier; which
 * vertex that is, and which way the border runs, changes nothing else.
 *
 * Near-linear in the vertices of the border. The border may be up to a degree wide.
 * @param coordinates `[lon, lat]`; nothing comes of fewer than two
 * @throws RangeError for a tolerance that is negative or no number
 */
export function matchBorder(
  coordinates: readonly Position[],
  index: BarrierIndex,
  options: MatchOptions = {},
): BorderStretch[] {
  const asked = options.toleranceMetres ?? BARRIER_TOLERANCE_METRES;
  if (!(asked >= 0 && Number.isFinite(asked))) {
    throw new RangeError(`toleranceMetres must be a number of at least 0, not ${asked}`);
  }
  const tolerance = Math.max(asked, LEAST_TOLERANCE_METRES);
  if (coordinates.length < 2) return [];
  const stepMetres = Math.max(STEP * tolerance, LEAST_STEP_METRES);
  const steps = cutIntoSteps(coordinates, stepMetres, WINDOW * tolerance);
  // Nothing to follow, or no way to go.
  if (steps.count === 0 || index.courses === 0)
    return [
      { barrier: null, lengthMetres: lineLength(coordinates), coordinates: [...coordinates] },
    ];
  const costs = new FollowCosts(index, tolerance);
  const isRing = isClosed(coordinates);
  const order = canonicalSteps(coordinates, steps, isRing);
  const chosen = chooseCourses(findCandidates(steps, costs, tolerance), order, {
    isRing,
    changeCost: CHANGE * tolerance,
  });
  const courses = closeInOrder(steps, chosen.courses, order, {
    isRing,
    shorterThan: LAPSE * tolerance,
  });
  const runs = collectRuns(steps, courses, coordinates.length - 2);
  for (let r = 1; r < runs.length; r++) refineBetween(runs[r - 1]!, runs[r]!, steps, costs);
  return runs.map((run) => {
    const line = cutOut(coordinates, run.start, run.end);
    return {
      barrier: referTo(run, steps, chosen.barriers, index),
      lengthMetres: lineLength(line),
      coordinates: line,
    };
  });
}

/** What each step could be assigned to. */
function findCandidates(steps: BorderSteps, costs: FollowCosts, tolerance: number): StepCandidates {
  const candidates = new StepCandidates();
  const place = emptyPlace();
  let gathered = 0;
  for (let i = 0; i < steps.count; i++) {
    if (i === gathered) gathered = gatherBatch(steps, i, costs, BATCH * tolerance);
    placeAt(steps, i, i, 0, place);
    costs.measure(place);
    candidates.addStep(steps.length[i]!, costs);
  }
  return candidates;
}

/** Lapses are closed in the canonical order too, as of equal ones the first is closed first. */
function closeInOrder(
  { length }: BorderSteps,
  courses: Int32Array,
  order: Int32Array,
  { isRing, shorterThan }: { isRing: boolean; shorterThan: number },
): Int32Array {
  const closed = closeLapses(
    // Rounded, as a segment measures a little different from its other end.
    Float64Array.from(order, (step) => Math.round(length[step]! * 1e6) / 1e6),
    Int32Array.from(order, (step) => courses[step]!),
    isRing,
    shorterThan,
  );
  const result = new Int32Array(courses.length);
  order.forEach((step, k) => {
    result[step] = closed[k]!;
  });
  return result;
}

/**
 * Looks for barriers near the steps from `first` on that lie in one box of a size.
 * @returns the first step beyond them
 */
function gatherBatch(
  { frame, count, x, y }: BorderSteps,
  first: number,
  costs: FollowCosts,
  size: number,
): number {
  let [minX, minY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxX, maxY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let i = first;
  for (; i < count; i++) {
    const west = Math.min(minX, x[i]!);
    const south = Math.min(minY, y[i]!);
    const east = Math.max(maxX, x[i]!);
    const north = Math.max(maxY, y[i]!);
    if (i > first && (east - west > size || north - south > size)) break;
    [minX, minY, maxX, maxY] = [west, south, east, north];
  }
  costs.gather(frame, minX, minY, maxX, maxY);
  return i;
}

/** Finds where one run passes into the next between the middles of two steps of one segment. */
function refineBetween(run: Run, next: Run, steps: BorderSteps, costs: FollowCosts): void {
  const { lastStep: i } = run;
  const { firstStep: j } = next;
  if (steps.segment[i] !== steps.segment[j]) return;
  costs.gather(
    steps.frame,
    Math.min(steps.x[i]!, steps.x[j]!),
    Math.min(steps.y[i]!, steps.y[j]!),
    Math.max(steps.x[i]!, steps.x[j]!),
    Math.max(steps.y[i]!, steps.y[j]!),
  );
  const place = emptyPlace();
  /** Is the next run the cheaper one at a share of the way between the middles? */
  const hasChanged = (share: number): boolean => {
    placeAt(steps, i, j, share, place);
    costs.measure(place);
    return costs.costFor(next.course) < costs.costFor(run.course);
  };
  // Where the runs were chosen for the sake of others nearby, nothing changes here.
  if (hasChanged(0) || !hasChanged(1)) return;
  let [low, high] = [0, 1];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (hasChanged(middle)) high = middle;
    else low = middle;
  }
  const from = (steps.from[i]! + steps.to[i]!) / 2;
  const to = (steps.from[j]! + steps.to[j]!) / 2;
  const spot: Spot = { segment: steps.segment[i]!, share: from + ((low + high) / 2) * (to - from) };
  run.end = spot;
  next.start = spot;
}

const emptyPlace = (): BorderPlace => ({ x: 0, y: 0, ux: 0, uy: 0, vx: 0, vy: 0 });

/** The place between the middles of two steps of one segment. */
function placeAt(
  steps: BorderSteps,
  i: number,
  j: number,
  share: number,
  place: BorderPlace,
): void {
  place.x = steps.x[i]! + share * (steps.x[j]! - steps.x[i]!);
  place.y = steps.y[i]! + share * (steps.y[j]! - steps.y[i]!);
  place.ux = steps.ux[i]!;
  place.uy = steps.uy[i]!;
  const vx = steps.vx[i]! + steps.vx[j]!;
  const vy = steps.vy[i]! + steps.vy[j]!;
  const length = Math.hypot(vx, vy);
  place.vx = length > 0 ? vx / length : steps.ux[i]!;
  place.vy = length > 0 ? vy / length : steps.uy[i]!;
}

/** The barrier that accompanies the greatest length of a run; of equals the smaller id. */
function referTo(
  { course, firstStep, lastStep }: Run,
  steps: BorderSteps,
  nearest: Int32Array,
  { barriers, courseOf }: BarrierIndex,
): BarrierReference | null {
  if (course === OFF) return null;
  const lengths = new Map<number, number>();
  for (let i = firstStep; i <= lastStep; i++) {
    // In a lapse something else is nearest, or nothing.
    if (nearest[i]! < 0 || courseOf[nearest[i]!] !== course) continue;
    lengths.set(nearest[i]!, (lengths.get(nearest[i]!) ?? 0) + steps.length[i]!);
  }
  const [[first]] = [...lengths].sort(
    ([a, lengthA], [b, lengthB]) =>
      lengthB - lengthA || (barriers[a]!.id < barriers[b]!.id ? -1 : 1),
  ) as [[number, number]];
  return referenceTo(barriers[first]!);
}

/** What stretches keep of a barrier. */
export function referenceTo({ id, class: kind, name, nameEn }: Barrier): BarrierReference {
  return {
    id,
    class: kind,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
  };
}

function cutOut(border: readonly Position[], start: Spot, end: Spot): Position[] {
  const line = [spotOn(border, start)];
  for (let i = start.segment + 1; i <= end.segment; i++) line.push(border[i]!);
  if (end.share > 0) line.push(spotOn(border, end));
  return line;
}

function spotOn(border: readonly Position[], { segment, share }: Spot): Position {
  const from = border[segment]!;
  const to = border[segment + 1]!;
  if (share === 0) return from;
  if (share === 1) return to;
  return [from[0]! + share * (to[0]! - from[0]!), from[1]! + share * (to[1]! - from[1]!)];
}

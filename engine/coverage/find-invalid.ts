import type { AreaGeometry } from './types.ts';
import { describeProblem } from './validity/describe-problem.ts';
import { findConflicts } from './validity/find-conflicts.ts';
import { findDisconnected } from './validity/find-disconnected.ts';
import { findNesting } from './validity/find-nesting.ts';
import {
  INVALIDITY_KINDS,
  type InvalidityProblem,
  type ProblemDraft,
} from './validity/invalidity-problem.ts';
import { isPlainlyValid } from './validity/plainly-valid.ts';
import { readRings } from './validity/ring-table.ts';
import { SegmentIndex } from './validity/segment-index.ts';

export type { InvalidityKind, InvalidityProblem } from './validity/invalidity-problem.ts';
export { INVALIDITY_KINDS } from './validity/invalidity-problem.ts';

/** Problems listed for one geometry; beyond it one `more-problems` says how many there are. */
export const PROBLEMS_LISTED = 100;

/**
 * Why an area is not valid: every problem with its place, none when it is valid.
 *
 * Validity is that of OGC Simple Features as JTS and PostGIS decide it, on the coordinates as they
 * were given (equality is equality of doubles, signs come from exact predicates):
 * 1. rings are closed, of three or more different vertices, and enclose an area;
 * 2. no ring crosses, overlaps or touches itself; consecutive repeated vertices and either
 *    orientation are fine, Z and M are ignored;
 * 3. two rings of one part meet in single points at most, without crossing there;
 * 4. holes lie inside their shell and not inside one another, and leave the interior connected;
 * 5. two parts meet in single points at most, and neither lies inside the other.
 * An empty geometry, part or ring and coordinates off the globe are problems here too.
 *
 * The list is sorted by part, ring, kind and place, and does not depend on where a ring starts, as
 * long as no more than {@link PROBLEMS_LISTED} problems are found. Time is near-linear in the
 * vertices of a valid area and bounded for a tangled one, which is then reported as
 * `too-many-crossings`: a shape that could not be examined in full is never called valid.
 */
export function findInvalid(geometry: AreaGeometry | null): InvalidityProblem[] {
  if (!isArea(geometry)) {
    return [describeProblem({ kind: 'no-geometry', location: null, polygon: 0, ring: 0 }, false)];
  }
  return isPlainlyValid(geometry) ? [] : examineArea(geometry);
}

/** As {@link findInvalid}, of an area that may need all of it. */
export function examineArea(geometry: AreaGeometry): InvalidityProblem[] {
  const drafts: ProblemDraft[] = [];
  const table = readRings(geometry, (draft) => drafts.push(draft));
  const index = new SegmentIndex(table);
  const { conflictingPairs, touches, ...conflicts } = findConflicts(index);
  let isComplete = conflicts.isComplete;
  let more: ProblemDraft[] = [];
  if (isComplete) {
    const nesting = findNesting(index, conflictingPairs);
    isComplete = nesting.isComplete;
    more = [...nesting.drafts, ...findDisconnected(table, touches, conflictingPairs)];
  }
  return listed([...drafts, ...conflicts.drafts, ...more], isComplete).map((draft) =>
    describeProblem(draft, geometry.type === 'MultiPolygon' && geometry.coordinates.length > 1),
  );
}

/** The type says so, but data from outside the type checker passes here too. */
function isArea(geometry: AreaGeometry | null): geometry is AreaGeometry {
  return (
    (geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon') &&
    Array.isArray(geometry.coordinates)
  );
}

/** Sorted, each fault once, and no more than fit. */
function listed(drafts: readonly ProblemDraft[], isComplete: boolean): ProblemDraft[] {
  const sorted = [...drafts].sort(compareDrafts);
  const distinct = sorted.filter(
    (draft, i) => i === 0 || compareDrafts(sorted[i - 1]!, draft) !== 0,
  );
  const list = distinct.slice(0, PROBLEMS_LISTED);
  const location = list[0]?.location ?? null;
  if (!isComplete) list.push({ kind: 'too-many-crossings', location, polygon: 0, ring: 0 });
  else if (distinct.length > list.length) {
    list.push({ kind: 'more-problems', location, polygon: 0, ring: 0, count: distinct.length });
  }
  return list;
}

const rank = new Map(INVALIDITY_KINDS.map((kind, i) => [kind, i]));

function compareDrafts(a: ProblemDraft, b: ProblemDraft): number {
  return (
    a.polygon - b.polygon ||
    a.ring - b.ring ||
    rank.get(a.kind)! - rank.get(b.kind)! ||
    (a.location?.[0] ?? 0) - (b.location?.[0] ?? 0) ||
    (a.location?.[1] ?? 0) - (b.location?.[1] ?? 0) ||
    (a.other?.polygon ?? 0) - (b.other?.polygon ?? 0) ||
    (a.other?.ring ?? 0) - (b.other?.ring ?? 0) ||
    Number(a.alongLine ?? false) - Number(b.alongLine ?? false)
  );
}

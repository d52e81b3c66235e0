import { findInvalid, type InvalidityKind } from '../coverage/find-invalid.ts';
import { resolveInvalid } from '../coverage/residual/resolve-invalid.ts';
import type { AreaGeometry, Message } from '../coverage/types.ts';

/** An area to work with, and what was wrong with the one that was given. */
export interface UsableArea {
  /** The area as given, or what an invalid one covers by the even–odd rule; null when that is nothing. */
  area: AreaGeometry | null;
  /** The first problem, in words. */
  problem: Message | null;
}

/** Problems that leave nothing to work with, and those behind which one of them may hide. */
const HOPELESS: ReadonlySet<InvalidityKind> = new Set<InvalidityKind>([
  'no-geometry',
  'empty',
  'non-finite',
  'out-of-range',
  'too-many-crossings',
  'more-problems',
]);

/** @throws TooTangledError */
export function usableArea(geometry: AreaGeometry | null): UsableArea {
  const problems = findInvalid(geometry);
  if (problems.length === 0) return { area: geometry, problem: null };
  const hopeless = problems.find(({ kind }) => HOPELESS.has(kind));
  const { message } = hopeless ?? problems[0]!;
  return {
    area: hopeless || geometry === null ? null : resolveInvalid(geometry),
    problem: message,
  };
}

import { buildScope, isInside } from '../../coverage/repair/scope.ts';
import type { AreaGeometry } from '../../coverage/types.ts';

/** How some communities cover the ground, in the plane. m², to within a percent. */
export interface CoverFigures {
  /** Ground that several have, once for each pair and more. */
  overlap: number;
  /** Ground in none of them: inside the outline, or else enclosed. */
  empty: number;
  /** Ground of theirs beyond the outline. */
  outside: number;
}

/**
 * The figures of some communities before and after an edit are compared: a border that moves as one line leaves them
 * as they are.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function coverFigures(
  geometries: readonly AreaGeometry[],
  outline: AreaGeometry | null,
): CoverFigures {
  const communities = geometries.map((geometry, i) => ({ id: String(i), geometry }));
  const scope = buildScope(communities, new Set(), outline, []);
  const figures = { overlap: 0, empty: 0, outside: 0 };
  scope.owners.forEach((owners, face) => {
    if (face === 0) return;
    const area = scope.planeAreas[face]!;
    const isIn = outline === null || isInside(scope, face);
    if (owners.length > 1) figures.overlap += area * (owners.length - 1);
    if (owners.length === 0 && isIn) figures.empty += area;
    if (owners.length > 0 && !isIn) figures.outside += area * owners.length;
  });
  return figures;
}

/** What an edit made worse by more than rounding does; null when nothing. */
export function findWorse(before: CoverFigures, after: CoverFigures): keyof CoverFigures | null {
  const names = ['overlap', 'outside', 'empty'] as const;
  return names.find((name) => after[name] > before[name] + ROUNDING) ?? null;
}

/** A vertex put on a border moves it by a grid unit at most: a square millimetre a kilometre. m². */
const ROUNDING = 1e-4;

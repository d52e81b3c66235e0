import { buildScope } from '../../coverage/repair/scope.ts';
import type { AreaGeometry } from '../../coverage/types.ts';
import type { Box } from '../ground/area-box.ts';

/** How communities cover the ground. m². */
export interface CoverFigures {
  /** Ground that several have, once for each after the first. */
  overlap: number;
  /** Ground in none of them: inside the outline, or else enclosed. */
  empty: number;
  /** Ground of theirs beyond the outline. */
  outside: number;
}

/** Figures of some communities by themselves: what they enclose is empty. @throws TooTangledError, InconsistentCoverageError */
export function coverFigures(geometries: readonly AreaGeometry[]): CoverFigures {
  const communities = geometries.map((geometry, i) => ({ id: String(i), geometry }));
  const scope = buildScope(communities, new Set(), null, []);
  const figures: CoverFigures = { overlap: 0, empty: 0, outside: 0 };
  scope.owners.forEach((owners, face) => {
    if (face === 0) return;
    const area = scope.planeAreas[face]!;
    if (owners.length > 1) figures.overlap += area * (owners.length - 1);
    if (owners.length === 0) figures.empty += area;
  });
  return figures;
}

/** What an edit makes worse by more than rounding does; null when nothing. */
export function findWorse(more: CoverFigures, box: Readonly<Box>): keyof CoverFigures | null {
  const slack = LEAST_SLACK + SLACK_PER_DEGREE * (box[2] - box[0] + box[3] - box[1]);
  return (['overlap', 'outside', 'empty'] as const).find((name) => more[name] > slack) ?? null;
}

/** m². */
const LEAST_SLACK = 1e-4;
/** A vertex put on a border moves it by a micrometre at most; a degree is some hundred kilometres. m². */
const SLACK_PER_DEGREE = 0.2;

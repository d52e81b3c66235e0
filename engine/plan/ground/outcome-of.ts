import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { toGrid } from '../../geometry/grid.ts';
import { err, ok, type Result } from '../../result.ts';
import type { PlanState, Reason } from '../types.ts';
import { lineBox, ringsOf } from './area-box.ts';
import { insertVertices, VertexSet } from './insert-vertices.ts';
import { groundBetween } from './moved-pieces.ts';
import { type Redistributed, refuseInvalid } from './redistribute.ts';

/**
 * What geometries that were worked out elsewhere come to: the ground that passes, and the vertices that
 * communities and the outline beside them get.
 * @param geometries new ones of communities of the plan
 * @throws TooTangledError, InconsistentCoverageError
 */
export function outcomeOf(
  plan: PlanState,
  geometries: ReadonlyMap<string, AreaGeometry>,
): Result<Redistributed, Reason> {
  const all = new Map(geometries);
  const ids = [...geometries.keys()];
  const vertices = new VertexSet(
    ids.flatMap((id) => freshPositions(plan.communities.get(id)!.geometry, geometries.get(id)!)),
  );
  for (const { id, geometry } of plan.communities.values()) {
    const matched = insertVertices(all.get(id) ?? geometry, vertices);
    if (matched !== null) all.set(id, matched);
  }
  for (const [id, geometry] of all) {
    const why = refuseInvalid(plan, id, geometry);
    if (why !== null) return err(why);
  }
  const moved = groundBetween(plan, geometries);
  const changed = ids.flatMap((id) =>
    changedPositions(plan.communities.get(id)!.geometry, geometries.get(id)!),
  );
  return ok({
    geometries: all,
    vanished: [],
    moved,
    extent: changed.length === 0 ? null : lineBox(changed),
  });
}

const key = ([lon, lat]: Position): string => `${toGrid(lon!)},${toGrid(lat!)}`;

/**
 * Positions that an area has now and had not before, or not as often: where one of its rings had a vertex, another that passes there may get it, and
 * with it the border of a neighbour.
 */
function freshPositions(before: AreaGeometry, after: AreaGeometry): Position[] {
  const [old, now] = [ringsOf(before), ringsOf(after)];
  const known = new Map<string, number>();
  for (const position of openPositions(old, now)) {
    known.set(key(position), (known.get(key(position)) ?? 0) + 1);
  }
  return openPositions(now, old).filter((position) => {
    const left = known.get(key(position)) ?? 0;
    known.set(key(position), left - 1);
    return left <= 0;
  });
}

/** Of the rings that others have not, each position once. */
function openPositions(rings: readonly Position[][], others: readonly Position[][]): Position[] {
  const shared = new Set(others);
  return rings.filter((ring) => !shared.has(ring)).flatMap((ring) => ring.slice(1));
}

/** Vertices that an area has lost or got. */
export const changedPositions = (before: AreaGeometry, after: AreaGeometry): Position[] => [
  ...freshPositions(before, after),
  ...freshPositions(after, before),
];

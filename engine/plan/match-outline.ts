import type { AreaGeometry, JurisdictionInput, Position } from '../coverage/types.ts';
import { toGrid } from '../geometry/grid.ts';
import type { Box } from './ground/area-box.ts';
import { outlineOf } from './ground/outline-segments.ts';
import type { PlanState } from './types.ts';

/**
 * The jurisdiction's outline as a plan is audited against: with a vertex wherever a community has one on it. Its course
 * does not change, and nothing of it is part of the plan; without them the audit would report that the outline
 * misses a vertex where a new border ends on it. Depends on the plan's state alone, so undo takes them back. What a community
 * has on the outline is worked out once, so that after an operation only what it changed costs anything.
 * @returns the same object when it needs none
 */
export function matchOutline(
  { communities }: PlanState,
  jurisdiction: JurisdictionInput,
): JurisdictionInput {
  const outline = outlineOf(jurisdiction.geometry);
  const geometries = Array.from(communities.values(), ({ geometry }) => geometry);
  const matched = outline.withVerticesOf(geometries);
  return matched === null ? jurisdiction : { ...jurisdiction, geometry: matched };
}

/**
 * Vertices that come to lie on the outline, or leave it, when some communities get other geometries: where there are none, the
 * matched outline stays the same. Those that come as near as makes no odds are among them.
 * @param models what geometries were made of, where that is nearly the same
 */
export function outlineChanges(
  jurisdiction: JurisdictionInput,
  before: readonly AreaGeometry[],
  after: readonly AreaGeometry[],
  models: ReadonlyMap<AreaGeometry, AreaGeometry> = new Map(),
): Position[] {
  const outline = outlineOf(jurisdiction.geometry);
  for (const [made, from] of models) outline.goOnFrom(from, made);
  const [had, has] = [before, after].map(
    (geometries) =>
      new Map(
        geometries
          .flatMap((geometry) => outline.verticesOf(geometry))
          .map(({ position }) => [`${toGrid(position[0]!)},${toGrid(position[1]!)}`, position]),
      ),
  ) as [Map<string, Position>, Map<string, Position>];
  const gone = [...had].filter(([key]) => !has.has(key));
  const come = [...has].filter(([key]) => !had.has(key));
  return [...gone, ...come].map(([, position]) => position);
}

/** The segments of the outline that come near a box. */
export const outlineNear = (
  { geometry }: JurisdictionInput,
  box: Readonly<Box>,
): (readonly [Position, Position])[] => outlineOf(geometry).near(box);

/** Does a box lie wholly inside the outline? Then nothing in it needs to be asked which side it is on. */
export function liesInsideOutline(geometry: AreaGeometry, box: Readonly<Box>): boolean {
  const outline = outlineOf(geometry);
  return outline.near(box).length === 0 && outline.contains([box[0], box[1]]);
}

/** Does a place lie in the outline? */
export const liesInOutline = (geometry: AreaGeometry, place: Position): boolean =>
  outlineOf(geometry).contains(place);

/** Does a place lie beyond the outline, and not just beside it? */
export function liesBeyondOutline(geometry: AreaGeometry, [lon, lat]: Position): boolean {
  const outline = outlineOf(geometry);
  const beside = [lon! - BESIDE, lat! - BESIDE, lon! + BESIDE, lat! + BESIDE] as const;
  return outline.near([...beside]).length === 0 && !outline.contains([lon!, lat!]);
}

/** Some metres, in degrees. */
const BESIDE = 1e-4;

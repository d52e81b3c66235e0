import { buildArrangement, ownersOf } from '../../coverage/arrangement.ts';
import { traceRegion } from '../../coverage/trace-region.ts';
import type { AreaGeometry, PolygonGeometry, Position } from '../../coverage/types.ts';
import { AreaLocator } from '../../describe/area-locator.ts';
import { polygonArea } from '../../geometry/geodesic.ts';
import { inscribedCircle } from '../../geometry/inscribed-circle.ts';
import { type Box, lineBox, ringsOf, segmentMeetsBox } from '../ground/area-box.ts';
import { type MovedPiece, movedPieces } from '../ground/moved-pieces.ts';
import { liesInOutline, outlineNear } from '../match-outline.ts';
import type { PlanContext, PlanState } from '../types.ts';
import type { CoverFigures } from './cover-figures.ts';
import type { EditedGeometries } from './edit-rings.ts';

/** What an edit of vertices does to the ground. */
export interface LocalChange {
  moved: MovedPiece[];
  /** Ground that nobody had is somebody's now, or the other way: what the communities cover together is another area. */
  coversOther: boolean;
  /** Ground that has a fault now, or more of it than before. */
  more: CoverFigures;
  box: Box;
}

/**
 * Works out which ground changes hands when some vertices of rings are others, at a cost in proportion to the vertices
 * edited: between the old course of a ring and the new one lies the ground that its community gains or loses. These
 * loops, with the borders that come into them, are one small arrangement; who had each of its faces is asked of the rings.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function localChange(
  plan: PlanState,
  context: PlanContext,
  edited: EditedGeometries,
): LocalChange {
  const changed = [...edited.changed.keys()];
  const loops = changed.map((id) =>
    loopsBetween(plan.communities.get(id)!.geometry, edited.of(id)),
  );
  const box = lineBox(loops.flat(2));
  const near = edited.near(box);
  const outline = context.jurisdiction === undefined ? [] : outlineNear(context.jurisdiction, box);
  const ids = [...changed, ...near.filter((id) => !edited.changed.has(id))];
  const lines = [
    ...ids.flatMap((id) => segmentsIn(plan.communities.get(id)!.geometry, box)),
    ...outline,
  ];
  const arrangement = buildArrangement(
    [...loops.map(asArea), ...lines.map(([a, b]) => asArea([[a, b, a]]))],
    null,
  );
  const locators = ids.map((id) => new AreaLocator(plan.communities.get(id)!.geometry));
  const isInside = insideTest(context, box, outline.length > 0);
  const more: CoverFigures = { overlap: 0, empty: 0, outside: 0 };
  const none: readonly number[] = [];
  const before: (readonly number[])[] = [];
  const after: (readonly number[])[] = [];
  let coversOther = false;
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    before.push(none);
    after.push(none);
    const flipped = [...ownersOf(arrangement, face)].filter((owner) => owner < changed.length);
    if (face === 0 || flipped.length === 0) continue;
    const { rings } = traceRegion(arrangement, [face]);
    if (rings.length === 0) continue;
    const place = inscribedCircle(rings).centre;
    const had = locators.flatMap((locator, owner) => (locator.contains(place) ? [owner] : []));
    const has = [
      ...had.filter((owner) => !flipped.includes(owner)),
      ...flipped.filter((owner) => !had.includes(owner)),
    ].sort((a, b) => a - b);
    before[face] = had;
    after[face] = has;
    if ((had.length === 0) !== (has.length === 0)) coversOther = true;
    count(more, Math.max(0, polygonArea(rings)), had.length, has.length, isInside(place));
  }
  return { moved: movedPieces({ arrangement, ids, before, after }), coversOther, more, box };
}

/** Only what is more: an overlap that shrinks here does not make up for one that grows there. */
function count(
  more: CoverFigures,
  area: number,
  had: number,
  has: number,
  isInside: boolean,
): void {
  if (has > 1 && has > had) more.overlap += area * (has - Math.max(had, 1));
  if (!isInside && has > had) more.outside += area * (has - had);
  if (isInside && has === 0 && had > 0) more.empty += area;
}

/** Where the outline does not come near, all is on one side of it: beyond it, where a community reaches that far. */
function insideTest(
  { jurisdiction }: PlanContext,
  box: Box,
  isNear: boolean,
): (place: Position) => boolean {
  if (jurisdiction === undefined) return () => true;
  const { geometry } = jurisdiction;
  if (isNear) return (place) => liesInOutline(geometry, place);
  const isInside = liesInOutline(geometry, [box[0], box[1]]);
  return () => isInside;
}

const asArea = (rings: Position[][]): PolygonGeometry => ({ type: 'Polygon', coordinates: rings });

function segmentsIn(geometry: AreaGeometry, box: Box): [Position, Position][] {
  const found: [Position, Position][] = [];
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1]!;
      const b = ring[i]!;
      if (segmentMeetsBox(a, b, box)) found.push([a, b]);
    }
  }
  return found;
}

/** For each ring that differs, the closed line of its old course and its new one between the vertices that both have. */
function loopsBetween(before: AreaGeometry, after: AreaGeometry): Position[][] {
  const rings = ringsOf(after);
  return ringsOf(before).flatMap((ring, r) => (ring === rings[r] ? [] : [loopOf(ring, rings[r]!)]));
}

function loopOf(before: readonly Position[], after: readonly Position[]): Position[] {
  const isSame = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];
  const [old, now] = [before.slice(0, -1), after.slice(0, -1)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && isSame(old[head]!, now[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(old.at(-1 - tail)!, now.at(-1 - tail)!)) tail++;
  // Both courses run from the last vertex in common to the next one, the way round.
  const course = (open: readonly Position[]): Position[] => [
    ...(head > 0 ? [open[head - 1]!] : tail > 0 ? [open.at(-1)!] : []),
    ...open.slice(head, open.length - tail),
    ...(tail > 0 ? [open[open.length - tail]!] : head > 0 ? [open[0]!] : []),
  ];
  const loop = [...course(old), ...course(now).toReversed()];
  return [...loop, loop[0]!];
}

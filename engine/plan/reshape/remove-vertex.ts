import type { Position } from '../../coverage/types.ts';
import { err, type Result } from '../../result.ts';
import { lineBox, ringsOf } from '../ground/area-box.ts';
import { VertexSet } from '../ground/insert-vertices.ts';
import { reason } from '../reasons.ts';
import type { Change, PlanContext, PlanState, Reason } from '../types.ts';
import { EditedGeometries, isSamePlace, mapRings, neighboursAt } from './edit-rings.ts';
import { finishEdit } from './finish-edit.ts';
import { matchStar, noVertex } from './move-vertices.ts';
import { onOutline } from './outline-lock.ts';

/** A vertex of a border is taken out, of all communities that have it. Where several borders meet it stays. */
export function removeVertex(
  plan: PlanState,
  context: PlanContext,
  place: Position,
): Result<Change, Reason> {
  const edited = new EditedGeometries(plan);
  const near = edited.near(lineBox([place]));
  const holders = near.filter((id) => neighboursAt(edited.of(id), place).length > 0);
  if (holders.length === 0) return err(noVertex(place));
  if (isOnOutline(context, place)) return err(onOutline(place));
  const star = matchStar(edited, holders, place);
  const ends: Position[] = [];
  for (const end of star) if (!ends.some((known) => isSamePlace(known, end))) ends.push(end);
  if (ends.length > 2) return err(isJunction(place, holders));
  for (const id of near) {
    edited.set(
      id,
      mapRings(edited.of(id), (ring) => withoutVertex(ring, place)),
    );
  }
  return finishEdit(plan, context, edited, [place, ...ends]);
}

function isOnOutline({ jurisdiction }: PlanContext, place: Position): boolean {
  if (jurisdiction === undefined) return false;
  const rings = ringsOf(jurisdiction.geometry);
  return (
    rings.some((ring) => ring.some((position) => isSamePlace(position, place))) ||
    new VertexSet([place]).lyingOn(jurisdiction.geometry).length > 0
  );
}

function withoutVertex(ring: Position[], place: Position): Position[] {
  if (!ring.some((position) => isSamePlace(position, place))) return ring;
  const left = ring.slice(0, -1).filter((position) => !isSamePlace(position, place));
  return left.length === 0 ? left : [...left, [...left[0]!]];
}

const isJunction = (location: Position, communities: readonly string[]): Reason =>
  reason(
    'is-junction',
    {
      zh: '几条边界在此相交，该折点不能删除。可以移动它，或先合并相邻的社区。',
      en: 'Several borders meet at this vertex: it cannot be taken out. Move it, or merge communities beside it first.',
    },
    { location, communities },
  );

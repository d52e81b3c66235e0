import type { Position } from '../../coverage/types.ts';
import { err, type Result } from '../../result.ts';
import { liesIn, lineBox, ringsOf } from '../ground/area-box.ts';
import { VertexSet } from '../ground/insert-vertices.ts';
import { reason } from '../reasons.ts';
import type { Change, PlanContext, PlanState, Reason } from '../types.ts';
import { EditedGeometries, isSamePlace, mapRings, neighboursAt } from './edit-rings.ts';
import { finishEdit } from './finish-edit.ts';
import { lockToOutline } from './outline-lock.ts';

/** Vertices are dragged one after the other; all communities that have one, or whose border passes it, follow. */
export function moveVertices(
  plan: PlanState,
  context: PlanContext,
  moves: readonly { from: Position; to: Position }[],
): Result<Change, Reason> {
  const edited = new EditedGeometries(plan);
  const places: Position[] = [];
  for (const { from, to } of moves) {
    const allowed = lockToOutline(context, from, to);
    if (!allowed.ok) return allowed;
    const moved = moveOne(edited, from, allowed.value);
    if (!moved.ok) return moved;
    places.push(...moved.value);
  }
  return finishEdit(plan, context, edited, places);
}

/** @returns the vertex where it was and is, and those beside it */
function moveOne(
  edited: EditedGeometries,
  from: Position,
  to: Position,
): Result<Position[], Reason> {
  const holders = edited.near(lineBox([from])).filter((id) => hasVertex(edited, id, from));
  if (holders.length === 0) return err(noVertex(from));
  const star = matchStar(edited, holders, from);
  for (const id of edited.near(lineBox([from]))) {
    edited.set(
      id,
      mapRings(edited.of(id), (ring) => moveInRing(ring, from, to)),
    );
  }
  return { ok: true, value: [from, to, ...star] };
}

const hasVertex = (edited: EditedGeometries, id: string, place: Position): boolean =>
  neighboursAt(edited.of(id), place).length > 0;

/**
 * Makes the segments at a vertex the same for all who have them: who passes it without a vertex gets one, and vertices
 * that others have on the segments are put into them. What moves is then one line for all.
 * @returns the vertices at the other ends
 */
export function matchStar(
  edited: EditedGeometries,
  holders: readonly string[],
  place: Position,
): Position[] {
  const at = lineBox([place]);
  edited.match([place], edited.near(at));
  const ends = holders.flatMap((id) =>
    neighboursAt(edited.of(id), place).flatMap(({ before, after }) => [before, after]),
  );
  const box = lineBox([place, ...ends]);
  const near = edited.near(box);
  const spokes = new VertexSet();
  for (const id of near) {
    for (const ring of ringsOf(edited.of(id))) {
      for (const position of ring) if (liesIn(position, box)) spokes.add(position);
    }
  }
  const lying = ends.flatMap((end) => spokes.between(place, end));
  if (lying.length > 0) edited.match(lying, near);
  return edited
    .near(at)
    .flatMap((id) =>
      neighboursAt(edited.of(id), place).flatMap(({ before, after }) => [before, after]),
    );
}

function moveInRing(ring: Position[], from: Position, to: Position): Position[] {
  if (!ring.some((position) => isSamePlace(position, from))) return ring;
  return ring.map((position) =>
    isSamePlace(position, from) ? [to[0]!, to[1]!, ...position.slice(2)] : position,
  );
}

export const noVertex = (location: Position): Reason =>
  reason(
    'no-vertex',
    {
      zh: '此处没有边界折点；边界可能已被他人调整。请重新选择折点。',
      en: 'No border has a vertex here: the border may have been changed since. Choose the vertex again.',
    },
    { location },
  );

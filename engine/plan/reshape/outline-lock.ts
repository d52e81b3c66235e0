import type { Position } from '../../coverage/types.ts';
import { err, ok, type Result } from '../../result.ts';
import { SNAP_METRES } from '../extend-to-border.ts';
import { lineBox } from '../ground/area-box.ts';
import { VertexSet } from '../ground/insert-vertices.ts';
import { outlineNear } from '../match-outline.ts';
import { nearestOnLines } from '../nearest-on-line.ts';
import { reason } from '../reasons.ts';
import type { PlanContext, Reason } from '../types.ts';
import { isSamePlace } from './edit-rings.ts';

/**
 * Where a vertex may go: anywhere, unless it lies on the jurisdiction's outline, which never moves. There, a corner of the
 * outline stays; where a border ends on a straight stretch of it, the end may slide along that stretch.
 * @returns the place to which it goes, on the stretch itself; or why it may not
 */
export function lockToOutline(
  { jurisdiction }: PlanContext,
  from: Position,
  to: Position,
): Result<Position, Reason> {
  if (jurisdiction === undefined) return ok(to);
  const here = new VertexSet([from]);
  const near = outlineNear(jurisdiction, lineBox([from]));
  if (near.some(([a, b]) => isSamePlace(a, from) || isSamePlace(b, from))) {
    return err(onOutline(from));
  }
  for (const [a, b] of near) {
    if (here.between(a, b).length === 0) continue;
    const nearest = nearestOnLines([[a, b]], to)!;
    const isInside = nearest.share > 0 && nearest.share < 1;
    return isInside && nearest.distanceMetres <= SNAP_METRES
      ? ok(nearest.position)
      : err(onOutline(from));
  }
  return ok(to);
}

export const onOutline = (location: Position): Reason =>
  reason(
    'on-outline',
    {
      zh: `该折点在辖区边界上，辖区边界不能移动。社区边界的端点只能沿辖区边界的同一直线段滑动（偏离 ${SNAP_METRES} 米以内）。`,
      en: `This vertex lies on the jurisdiction's outline, which cannot move. The end of a border can only slide along the same straight stretch of the outline (up to ${SNAP_METRES} m beside it).`,
    },
    { location },
  );

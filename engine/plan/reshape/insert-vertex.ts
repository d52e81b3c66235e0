import { err, type Result } from '../../result.ts';
import { SNAP_METRES } from '../extend-to-border.ts';
import { lineBox } from '../ground/area-box.ts';
import { buildLocalGround } from '../ground/local-ground.ts';
import { nearestOnLines } from '../nearest-on-line.ts';
import { missesBy, NOTHING_CHANGES, reason } from '../reasons.ts';
import type { Change, OperationParameters, PlanContext, PlanState, Reason } from '../types.ts';
import { borderChains } from './border-chain.ts';
import { EditedGeometries, neighboursAt } from './edit-rings.ts';
import { finishEdit } from './finish-edit.ts';

type Parameters = Extract<OperationParameters['reshape-border'], { insert: unknown }>;

/** A vertex is put on the border of two, at the place nearest to the one given (within five metres), on both sides of it. */
export function insertVertex(
  plan: PlanState,
  context: PlanContext,
  { insert, between }: Parameters,
): Result<Change, Reason> {
  const parties = between.filter((id) => id !== null);
  const ground = buildLocalGround(plan, context, {
    communities: parties,
    ...(between[1] === null ? { box: lineBox([insert]) } : {}),
    outline: between[1] === null,
  });
  const lines = borderChains(ground, between).map(({ positions }) => positions);
  const nearest = nearestOnLines(lines, insert);
  if (nearest === null || nearest.distanceMetres > SNAP_METRES) {
    const far = nearest === null ? null : missesBy(nearest.distanceMetres);
    return err(
      reason(
        'line-misses',
        {
          zh: `此处不在所选两侧的共同边界上${far === null ? '' : `（相距 ${far.zh}）`}。请在边界上点选（${SNAP_METRES} 米以内）。`,
          en: `The place is not on the border of the two${far === null ? '' : ` (${far.en} away)`}. Choose a place on it (within ${SNAP_METRES} m).`,
        },
        { communities: parties, location: insert },
      ),
    );
  }
  const edited = new EditedGeometries(plan);
  const near = edited.near(lineBox([nearest.position]));
  edited.match([nearest.position], near);
  const isThere = near.some(
    (id) => neighboursAt(plan.communities.get(id)!.geometry, nearest.position).length > 0,
  );
  if (isThere && edited.changed.size === 0) return err(NOTHING_CHANGES(parties));
  return finishEdit(plan, context, edited, [nearest.position]);
}

import type { AreaGeometry, Message, Position } from '../../coverage/types.ts';
import { err, ok, type Result } from '../../result.ts';
import { composeChange } from '../compose-change.ts';
import { areaBox, boxesMeet, lineBox } from '../ground/area-box.ts';
import { comesInto } from '../ground/local-ground.ts';
import { outcomeOf } from '../ground/outcome-of.ts';
import { refuseInvalid } from '../ground/redistribute.ts';
import { NOTHING_CHANGES, reason } from '../reasons.ts';
import type { Change, PlanContext, PlanState, Reason } from '../types.ts';
import { type CoverFigures, coverFigures, findWorse } from './cover-figures.ts';
import type { EditedGeometries } from './edit-rings.ts';

/**
 * The change that an edit of vertices comes to, unless it would make a shape invalid, an overlap or a gap, or leave the
 * jurisdiction.
 * @param places where vertices were and are
 */
export function finishEdit(
  plan: PlanState,
  context: PlanContext,
  edited: EditedGeometries,
  places: readonly Position[],
): Result<Change, Reason> {
  if (edited.changed.size === 0) return err(NOTHING_CHANGES());
  for (const [id, geometry] of edited.changed) {
    const why = refuseInvalid(plan, id, geometry);
    if (why !== null) return err(why);
  }
  const boxes = [...edited.changed.keys()].map((id) => areaBox(edited.of(id)));
  const box = lineBox(places);
  const near = edited
    .near(box)
    .filter((id) => edited.changed.has(id) || comesInto(edited.of(id), box));
  const outline = context.jurisdiction?.geometry ?? null;
  const isAtOutline = outline !== null && boxes.some((one) => boxesMeet(one, areaBox(outline)));
  const usedOutline = isAtOutline && reaches(outline, box) ? outline : null;
  const before = coverFigures(
    near.map((id) => plan.communities.get(id)!.geometry),
    usedOutline,
  );
  const after = coverFigures(
    near.map((id) => edited.of(id)),
    usedOutline,
  );
  const worse = findWorse(before, after);
  if (worse !== null)
    return err(reason(CODES[worse], TEXTS[worse], { communities: near, location: places[0]! }));
  const outcome = outcomeOf(plan, edited.changed);
  if (!outcome.ok) return outcome;
  return ok(composeChange(plan, context, outcome.value, { kind: 'transfer' }));
}

/** Does the outline itself come into the box? Being wholly inside it does not count. */
function reaches(outline: AreaGeometry, box: Parameters<typeof comesInto>[1]): boolean {
  return comesInto(
    {
      type: 'MultiPolygon',
      coordinates: [outline.type === 'Polygon' ? outline.coordinates : outline.coordinates.flat()],
    },
    box,
  );
}

const CODES: Record<keyof CoverFigures, string> = {
  overlap: 'would-overlap',
  empty: 'would-leave-gap',
  outside: 'leaves-jurisdiction',
};

const TEXTS: Record<keyof CoverFigures, Message> = {
  overlap: {
    zh: '折点移到这里，边界会压到其他社区，产生重叠。请移得近一些，或先移开那条边界。',
    en: 'With the vertex here the border would run over another community and make an overlap. Move it less far, or move that border first.',
  },
  empty: {
    zh: '折点移到这里会留下不属于任何社区的空白。请移到不留空白的位置，或先填补相邻的空白。',
    en: 'With the vertex here ground would be left in no community. Move it elsewhere, or fill the gap beside it first.',
  },
  outside: {
    zh: '折点移到这里会越出辖区边界。请放在辖区之内。',
    en: 'With the vertex here the community would reach beyond the jurisdiction. Keep it inside.',
  },
};

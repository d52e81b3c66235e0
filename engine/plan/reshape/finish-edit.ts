import type { Message, Position } from '../../coverage/types.ts';
import { err, ok, type Result } from '../../result.ts';
import { composeChange } from '../compose-change.ts';
import { type Box, liesIn, lineBox, ringsOf } from '../ground/area-box.ts';
import { insertVertices, VertexSet } from '../ground/insert-vertices.ts';
import { comesInto } from '../ground/local-ground.ts';
import { refuseInvalid } from '../ground/redistribute.ts';
import { NOTHING_CHANGES, reason } from '../reasons.ts';
import type { Change, PlanContext, PlanState, Reason } from '../types.ts';
import { type CoverFigures, coverFigures, findWorse } from './cover-figures.ts';
import type { EditedGeometries } from './edit-rings.ts';
import { localChange } from './local-change.ts';

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
  edited.dropSame();
  if (edited.changed.size === 0) return err(NOTHING_CHANGES());
  matchAround(edited, lineBox(places));
  for (const [id, geometry] of edited.changed) {
    const why = refuseInvalid(plan, id, geometry);
    if (why !== null) return err(why);
  }
  const { moved, more, box, coversOther } = localChange(plan, context, edited);
  // As long as all cover the same ground together, they enclose the same.
  const empty =
    context.jurisdiction !== undefined
      ? more.empty
      : coversOther
        ? enclosedMore(plan, edited, box)
        : 0;
  const worse = findWorse({ ...more, empty }, box);
  if (worse !== null) {
    const communities = [...edited.changed.keys()];
    return err(reason(CODES[worse], TEXTS[worse], { communities, location: places[0]! }));
  }
  const outcome = { geometries: edited.changed, vanished: [], moved, extent: box };
  return ok(composeChange(plan, context, outcome, { kind: 'transfer' }));
}

/** Where a border touches another now, both have the vertex. */
function matchAround(edited: EditedGeometries, box: Box): void {
  const vertices = new VertexSet();
  const near = edited.near(box);
  for (const id of near) {
    for (const ring of ringsOf(edited.of(id))) {
      for (const position of ring) if (liesIn(position, box)) vertices.add(position);
    }
  }
  for (const id of near) {
    const matched = insertVertices(edited.of(id), vertices);
    if (matched !== null) edited.set(id, matched);
  }
}

/** Without an outline only ground that communities enclose is a gap; beyond them lies the outside. */
function enclosedMore(plan: PlanState, edited: EditedGeometries, box: Box): number {
  const near = edited
    .near(box)
    .filter((id) => edited.changed.has(id) || comesInto(edited.of(id), box));
  const before = coverFigures(near.map((id) => plan.communities.get(id)!.geometry));
  return coverFigures(near.map((id) => edited.of(id))).empty - before.empty;
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

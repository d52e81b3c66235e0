import type { Feature, Geometry } from 'geojson';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { guarded } from '#engine/plan/change-ground.ts';
import { groundBetween, type MovedPiece } from '#engine/plan/ground/moved-pieces.ts';
import type { Operation, PlanCommunity, PlanState, Reason } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { placeInside } from '#engine/rules/place-inside.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatArea, formatCount } from '../i18n/format.ts';
import type { Preview } from '../state/draft/types.ts';
import { communityNamed } from './community-name.ts';
import { lockedReason } from './locks.ts';
import type { ToolContext } from './tool.ts';

/** What operations would do, without doing it. */
export interface Outcome {
  tried: Preview;
  /** Communities that are different afterwards or new, as they are then. */
  put: readonly PlanCommunity[];
  removed: readonly string[];
  /** Ground that changes hands. */
  moved: readonly MovedPiece[];
}

/** A tenth of a square metre of ground is the breadth of a line. */
const LINE = 0.1;

/** What operations would do, or why they may not be done: the engine's reason, or that a community is locked. */
export function outcomeOf(
  { draft, store }: ToolContext,
  operations: readonly Operation[],
): Result<Outcome, Reason> {
  const tried = draft.outcome(operations);
  if (!tried.ok) return tried;
  const before = draft.state.peek();
  const after = tried.value.state;
  const put = [...after.communities.values()].filter(
    (one) => before.communities.get(one.id) !== one,
  );
  const removed = [...before.communities.keys()].filter((id) => !after.communities.has(id));
  const ground = guarded(() => ok(movedGround(before, put, removed)));
  if (!ground.ok) return ground;
  const moved = ground.value;
  const locked = store.planner.locked.peek();
  const piece = moved.find(({ from, to }) =>
    [from, to].some((id) => id !== null && locked.has(id)),
  );
  if (piece !== undefined) {
    const id = piece.to !== null && locked.has(piece.to) ? piece.to : (piece.from ?? '');
    return err(lockedReason(before, id, placeInside(piece.geometry)));
  }
  return ok({ tried: tried.value, put, removed, moved });
}

/** Does operations as one step of the history, if they may be done. */
export function perform(
  context: ToolContext,
  operations: readonly Operation[],
): Result<Outcome, Reason> {
  const outcome = outcomeOf(context, operations);
  if (!outcome.ok) return outcome;
  const done = context.draft.run(operations);
  return done.ok ? outcome : done;
}

function movedGround(
  before: PlanState,
  put: readonly PlanCommunity[],
  removed: readonly string[],
): MovedPiece[] {
  const geometries = new Map<string, AreaGeometry | null>();
  for (const { id, geometry } of put) {
    if (before.communities.get(id)?.geometry !== geometry) geometries.set(id, geometry);
  }
  for (const id of removed) geometries.set(id, null);
  if (geometries.size === 0) return [];
  return groundBetween(before, geometries).filter(
    ({ areaSquareMetres }) => areaSquareMetres > LINE,
  );
}

/** The ground that changes hands as the map shows it: what `side` gets, and what it gives. */
export const movedFeatures = ({ moved }: Outcome, side: string | null): Feature[] =>
  moved.map(({ from, geometry }) => ({
    type: 'Feature',
    geometry: geometry as Geometry,
    properties: { role: side !== null && from === side ? 'give' : 'take' },
  }));

/** `南浦社区 2,060 → 2,310 户`, a line for each community whose households change, and how much ground changes hands. */
export function householdsLabel(
  { store, draft }: ToolContext,
  { put, removed, moved }: Outcome,
): string {
  const language = store.language.peek();
  const state = draft.state.peek();
  const unit = language === 'zh' ? ' 户' : '';
  const lines = put.flatMap((community) => {
    const after = readFigure(community.properties, FIELDS.households);
    const before = readFigure(state.communities.get(community.id)?.properties, FIELDS.households);
    const name = state.communities.has(community.id)
      ? communityNamed(state, community.id)[language]
      : (community[language === 'zh' ? 'name' : 'nameEn'] ?? community.name ?? community.id);
    if (after.state !== 'known') return [];
    const now = formatCount(after.value, language);
    const mark = community.properties?.[FIELDS.householdsEstimated] === true ? '*' : '';
    if (before.state !== 'known') return [`${name} ${now}${mark}${unit}`];
    if (before.value === after.value) return [];
    return [`${name} ${formatCount(before.value, language)} → ${now}${mark}${unit}`];
  });
  const gone = removed.map((id) => {
    const name = communityNamed(state, id)[language];
    return language === 'zh' ? `${name} 撤销` : `${name} ends`;
  });
  const ground = moved.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
  const area = ground > 0 ? [formatArea(ground, language)] : [];
  return [...lines, ...gone, ...area].join('\n');
}

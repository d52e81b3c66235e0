import type { Feature, Geometry } from 'geojson';
import type { MovedPiece } from '#engine/plan/ground/moved-pieces.ts';
import type { Operation, PlanCommunity, Reason } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { placeInside } from '#engine/rules/place-inside.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatArea, formatCount } from '../i18n/format.ts';
import { labelPoint } from '../map/label-points.ts';
import {
  previewOf,
  putBetween,
  removedBetween,
  type Worked,
  workOut,
} from '../state/draft/work-out.ts';
import { nextTurn } from '../state/next-turn.ts';
import { communityNamed } from './community-name.ts';
import { lockedReason } from './locks.ts';
import type { ToolContext } from './tool.ts';

/** What operations would do, without doing it. */
export interface Outcome {
  worked: Worked;
  /** Communities that are different afterwards or new, as they are then. */
  put: readonly PlanCommunity[];
  removed: readonly string[];
  /** Ground that changes hands. */
  moved: readonly MovedPiece[];
}

/** What operations would do, or why they may not be done: the engine's reason, or that a community is locked. */
export function outcomeOf(
  context: ToolContext,
  operations: readonly Operation[],
): Result<Outcome, Reason> {
  const { state, material } = context.draft;
  return seenFrom(context, workOut(state.peek(), operations, material));
}

/** What has been worked out on the head, as a tool sees it. */
export function seenFrom(
  { draft, store }: ToolContext,
  worked: Result<Worked, Reason>,
): Result<Outcome, Reason> {
  if (!worked.ok) return worked;
  const before = draft.state.peek();
  const tried = previewOf(before, worked.value);
  const { moved } = worked.value;
  const locked = store.planner.locked.peek();
  const piece = moved.find(({ from, to }) =>
    [from, to].some((id) => id !== null && locked.has(id)),
  );
  if (piece !== undefined) {
    const id = piece.to !== null && locked.has(piece.to) ? piece.to : (piece.from ?? '');
    return err(lockedReason(before, id, placeInside(piece.geometry)));
  }
  const put = putBetween(before, tried.state);
  const removed = removedBetween(before, tried.state);
  return ok({ worked: worked.value, put, removed, moved });
}

/** Does operations as one step of the history, if they may be done. */
export function perform(
  context: ToolContext,
  operations: readonly Operation[],
): Result<Outcome, Reason> {
  const outcome = outcomeOf(context, operations);
  if (outcome.ok) context.draft.take(outcome.value.worked);
  return outcome;
}

/** While they are worked out the head may move; that it does so each time is somebody holding a key down. */
const MOST_TRIES = 5;

/** As {@link perform}, worked out beside the page. */
export async function performSoon(
  context: ToolContext,
  operations: readonly Operation[],
): Promise<Result<Outcome, Reason>> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const head = context.draft.state.peek();
    const worked = await context.draft.work(operations);
    if (worked === null) continue;
    const outcome = seenFrom(context, worked);
    // Much may change hands: to say what, and where its names go, and to do it, are two turns of the page.
    if (outcome.ok) for (const { geometry } of outcome.value.put) labelPoint(geometry);
    await nextTurn();
    if (context.draft.state.peek() !== head) continue;
    if (outcome.ok) context.draft.take(outcome.value.worked);
    return outcome;
  }
  return perform(context, operations);
}

/** The ground that changes hands as the map shows it: what `side` gets, and what it gives. */
export const movedFeatures = ({ moved }: Outcome, side: string | null): Feature[] =>
  moved.map(({ from, geometry }) => ({
    type: 'Feature',
    geometry: geometry as Geometry,
    properties: { role: side !== null && from === side ? 'give' : 'take' },
  }));

/** `南浦社区 2,060 → 2,310 户`, a line for each community that gives or takes, and how much ground changes hands. */
export function householdsLabel(
  { store, draft }: ToolContext,
  { put, removed, moved }: Outcome,
): string {
  const language = store.language.peek();
  const state = draft.state.peek();
  const unit = language === 'zh' ? ' 户' : ' households';
  const sides = new Set(moved.flatMap(({ from, to }) => [from, to]));
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
    if (before.value === after.value) {
      // That ground passes and nobody with it is worth knowing; a neighbour that only gets a vertex is not.
      return sides.has(community.id) ? [`${name} ${now}${mark}${unit}`] : [];
    }
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

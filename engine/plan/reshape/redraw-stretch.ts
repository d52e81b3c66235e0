import { planeArea } from '../../coverage/repair/account-area.ts';
import { isInside } from '../../coverage/repair/scope.ts';
import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { err, ok, type Result } from '../../result.ts';
import { changeGround, isUnchanged, reassign } from '../change-ground.ts';
import { SNAP_METRES } from '../extend-to-border.ts';
import { lineBox, uniteBoxes } from '../ground/area-box.ts';
import { areasOn, buildLocalGround, type LocalGround } from '../ground/local-ground.ts';
import { type NearestPlace, nearestOnLines } from '../nearest-on-line.ts';
import { missesBy, nameIn, namesIn, reason } from '../reasons.ts';
import type { Change, OperationParameters, PlanContext, PlanState, Reason } from '../types.ts';
import { type BorderChain, borderChains } from './border-chain.ts';

type Parameters = Extract<OperationParameters['reshape-border'], { path: unknown }>;
type Between = Parameters['between'];

/**
 * Draws a stretch of the border between two communities (or of one and ground in none) anew. The ends of the path snap to
 * the border (within five metres); between them the path is the border from now on. The ground
 * between the old line and the new one changes hands, whichever way. On a closed border the stretch
 * that is replaced is the one that encloses less ground with the path.
 */
export function redrawStretch(
  plan: PlanState,
  context: PlanContext,
  { between, path }: Parameters,
): Result<Change, Reason> {
  const parties = between.filter((id) => id !== null);
  const box = lineBox(path);
  const first = buildLocalGround(plan, context, {
    communities: parties,
    ...(between[1] === null ? { box } : {}),
    outline: between[1] === null,
  });
  const loop = loopWithBorder(plan, borderChains(first, between), between, path);
  if (!loop.ok) return loop;
  const area: AreaGeometry = { type: 'Polygon', coordinates: [loop.value] };
  return changeGround(plan, context, {
    request: {
      communities: parties,
      box: uniteBoxes([box, lineBox(loop.value)]),
      areas: [area],
      outline: true,
    },
    decide: (ground) => {
      const swapped = swapSides(plan, context, ground, between);
      if (!swapped.ok) return swapped;
      return isUnchanged(ground, swapped.value) ? err(sameCourse(parties)) : swapped;
    },
    compose: () => ({ kind: 'transfer' }),
  });
}

const sameCourse = (communities: readonly string[]): Reason =>
  reason(
    'nothing-changes',
    {
      zh: '新的走向与现有边界相同，没有范围改变归属：两次单击之间沿道路走回了原来的边界。请先在新走向的路口单击，再回到边界。',
      en: 'The new course is the border as it is: between the clicks the line came back along the same road. Click a corner of the new course first, then come back onto the border.',
    },
    { communities },
  );

/** The closed line of the path and the stretch of border that it replaces. */
function loopWithBorder(
  plan: PlanState,
  chains: readonly BorderChain[],
  between: Between,
  path: readonly Position[],
): Result<Position[], Reason> {
  if (chains.length === 0) return err(noBorder(plan, between));
  const [start, end] = [path[0]!, path.at(-1)!];
  const places = chains
    .map((chain) => ({
      chain,
      from: nearestOnLines([chain.positions], start)!,
      to: nearestOnLines([chain.positions], end)!,
    }))
    .sort((a, b) => a.from.distanceMetres - b.from.distanceMetres);
  const missed = refuseFar(plan, between, start, places[0]!.from.distanceMetres);
  if (missed !== null) return err(missed);
  // Both ends lie on one line of the border: of those that the first may lie on, the one nearest to the second.
  const { chain, from, to } = places
    .filter((place) => place.from.distanceMetres <= SNAP_METRES)
    .reduce((a, b) => (b.to.distanceMetres < a.to.distanceMetres ? b : a));
  const far = refuseFar(plan, between, end, to.distanceMetres);
  if (far !== null) return err(far);
  const inner = path.slice(1, -1);
  const loops = stretches(chain, from, to).map((stretch) => [
    from.position,
    ...inner,
    to.position,
    ...stretch.toReversed(),
    from.position,
  ]);
  const areas = loops.map((ring) => planeArea({ type: 'Polygon', coordinates: [ring] }));
  return ok(loops[areas.indexOf(Math.min(...areas))]!);
}

/** The vertices of a border between two places on it, from the first to the second: the way, or on a closed border both ways. */
function stretches(
  { positions, isClosed }: BorderChain,
  from: NearestPlace,
  to: NearestPlace,
): Position[][] {
  const at = ({ segment, share }: NearestPlace): number => segment + share;
  const isForward = at(from) <= at(to);
  const [low, high] = isForward ? [from, to] : [to, from];
  // A vertex at the place itself is there already.
  const direct = positions.filter((_, i) => i > at(low) && i < at(high));
  const oriented = (stretch: Position[]): Position[] =>
    isForward ? stretch : stretch.toReversed();
  if (!isClosed) return [oriented(direct)];
  const open = positions.slice(0, -1);
  const around = [
    ...open.filter((_, i) => i > at(high)),
    ...open.filter((_, i) => i < at(low)),
  ].toReversed();
  return [oriented(direct), oriented(around)];
}

/** Whoever of the two has the ground inside the loop gives it to the other. */
function swapSides(
  plan: PlanState,
  { jurisdiction }: PlanContext,
  ground: LocalGround,
  between: Between,
): Result<readonly (readonly number[])[], Reason> {
  const { scope, ownerOf, ids, hasOutline } = ground;
  const a = ownerOf.get(between[0])!;
  const b = between[1] === null ? null : ownerOf.get(between[1])!;
  const crossed = new Set<number>();
  let isOutside = false;
  let leavesGap = false;
  const after = reassign(ground, (face, present) => {
    if (areasOn(ground, face).length === 0) return null;
    const others = present.filter((owner) => owner !== a && owner !== b);
    const [hasA, hasB] = [present.includes(a), b !== null && present.includes(b)];
    if (others.length > 0 && !hasA && !hasB) {
      for (const owner of others) crossed.add(owner);
      return null;
    }
    if (present.length === 0) {
      if (hasOutline && !isInside(scope, face)) {
        isOutside = true;
        return null;
      }
      return b === null ? [a] : null;
    }
    // What both have is no border of theirs.
    if (hasA && hasB) return null;
    const taker = hasA ? b : a;
    // Without an outline the ground beyond is nobody's business.
    if (taker === null && jurisdiction !== undefined && others.length === 0) leavesGap = true;
    return taker === null ? others : [...others, taker];
  });
  if (leavesGap) return err(leaveGap(between));
  if (isOutside) return err(leavesJurisdiction(between));
  if (crossed.size === 0) return ok(after);
  return err(
    cutsThrough(
      plan,
      [...crossed].map((owner) => ids[owner]!),
    ),
  );
}

function refuseFar(
  plan: PlanState,
  between: Between,
  end: Position,
  distanceMetres: number,
): Reason | null {
  if (distanceMetres <= SNAP_METRES) return null;
  const distance = missesBy(distanceMetres);
  const border = borderText(plan, between);
  return reason(
    'line-misses',
    {
      zh: `新线的端点距${border.zh} ${distance.zh}。请从边界上开始、在边界上结束（相差 ${SNAP_METRES} 米以内会自动接上）。`,
      en: `The end of the new line lies ${distance.en} from ${border.en}. Begin and end it on that border (up to ${SNAP_METRES} m are bridged).`,
    },
    { communities: between.filter((id) => id !== null), location: end },
  );
}

function borderText(plan: PlanState, [a, b]: Between) {
  const one = nameIn(plan, a);
  if (b === null) {
    return {
      zh: `“${one.zh}”与空白的边界（辖区边界不能移动）`,
      en: `the border of ${one.en} with ground in no community (the jurisdiction's outline cannot move)`,
    };
  }
  const other = nameIn(plan, b);
  return {
    zh: `“${one.zh}”与“${other.zh}”的共同边界`,
    en: `the border of ${one.en} and ${other.en}`,
  };
}

function noBorder(plan: PlanState, between: Between): Reason {
  const { zh, en } = borderText(plan, between);
  return reason(
    'not-neighbours',
    {
      zh: `没有可以调整的边界：${zh}不存在。请选择相邻的两个社区。`,
      en: `There is no border to reshape: ${en} does not exist. Choose two neighbours.`,
    },
    { communities: between.filter((id) => id !== null) },
  );
}

function cutsThrough(plan: PlanState, ids: readonly string[]): Reason {
  const { zh, en } = namesIn(plan, ids);
  return reason(
    'cuts-through',
    {
      zh: `新线会切过${zh}。请让它只经过两个社区之间，或分段调整各条边界。`,
      en: `The new line would cut through ${en}. Keep it between the two, or reshape each border on its own.`,
    },
    { communities: ids },
  );
}

const leaveGap = (between: Between): Reason =>
  reason(
    'would-leave-gap',
    {
      zh: '新线会让出不属于任何社区的空白。与空白的边界只能向空白一侧移动；要让出土地，请划给其他社区。',
      en: 'The new line would leave ground in no community. A border with a gap can only move into the gap; give ground to another community instead.',
    },
    { communities: between.filter((id) => id !== null) },
  );

const leavesJurisdiction = (between: Between): Reason =>
  reason(
    'leaves-jurisdiction',
    {
      zh: '新线越出了辖区边界。辖区边界不能移动，请在辖区之内绘制。',
      en: 'The new line leaves the jurisdiction, whose outline cannot move. Draw it inside.',
    },
    { communities: between.filter((id) => id !== null) },
  );

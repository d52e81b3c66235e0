import { isInside } from '../coverage/repair/scope.ts';
import type { Position } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import { areaBox, type Box, growBox, uniteBoxes } from './ground/area-box.ts';
import { buildLocalGround, type LocalGround } from './ground/local-ground.ts';
import { type FaceRegion, regionAt, traceGroups } from './ground/locate-region.ts';
import { liesBeyondOutline } from './match-outline.ts';
import { namesIn, reason } from './reasons.ts';
import type { PlanContext, PlanState, Reason } from './types.ts';

/** A gap on an arrangement of everybody around it. */
export interface FoundGap {
  ground: LocalGround;
  region: FaceRegion;
  /** Whoever has ground in it was asked for. */
  box: Box;
}

/** Half the side of the first window, in degrees: some two hundred metres. Then three times as much, and so on. */
const FIRST_REACH = 0.002;

/**
 * The gap over a place: ground inside the jurisdiction that is in no community; without an outline, ground enclosed by
 * communities. Looks in a window that grows until the gap lies inside it.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function findGap(
  plan: PlanState,
  context: PlanContext,
  at: Position,
): Result<FoundGap, Reason> {
  const outline = context.jurisdiction?.geometry;
  if (outline !== undefined && liesBeyondOutline(outline, at)) return err(noGap(plan, [], at));
  const all = [...plan.communities.values()].map(({ geometry }) => areaBox(geometry));
  const whole = uniteBoxes(outline === undefined ? all : [...all, areaBox(outline)]);
  for (let reach = FIRST_REACH; ; reach *= 3) {
    const box = growBox([at[0]!, at[1]!, at[0]!, at[1]!], reach);
    const ground = buildLocalGround(plan, context, { communities: [], box, outline: true });
    const empty = ground.scope.owners.flatMap((owners, face) =>
      owners.length === 0 && (!ground.hasOutline || isInside(ground.scope, face)) ? [face] : [],
    );
    const region = regionAt(
      traceGroups(ground, empty).filter(({ faces }) => !faces.includes(0)),
      at,
    );
    if (region !== null && isWithin(region.box, box)) return ok({ ground, region, box });
    const isAll = isWithin(whole, box);
    const isOpen = region === null && isCovered(ground, at);
    if (isAll && region !== null) return ok({ ground, region, box });
    if (isAll || isOpen) return err(noGap(plan, ownersAt(ground, at), at));
  }
}

const isWithin = (inner: Readonly<Box>, outer: Readonly<Box>): boolean =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];

const ownersAt = (ground: LocalGround, at: Position): string[] => {
  const owned = ground.scope.owners.flatMap((owners, face) => (owners.length > 0 ? [face] : []));
  const byOwners = new Map<string, number[]>();
  for (const face of owned) {
    const key = ground.scope.owners[face]!.join();
    byOwners.set(key, [...(byOwners.get(key) ?? []), face]);
  }
  for (const faces of byOwners.values()) {
    const region = regionAt(traceGroups(ground, faces), at);
    if (region !== null) {
      return ground.scope.owners[region.faces[0]!]!.map((owner) => ground.ids[owner]!);
    }
  }
  return [];
};

const isCovered = (ground: LocalGround, at: Position): boolean => ownersAt(ground, at).length > 0;

function noGap(plan: PlanState, owners: readonly string[], at: Position): Reason {
  const where = { location: at, communities: owners };
  if (owners.length === 0) {
    return reason(
      'no-gap',
      {
        zh: '此处不是空白：在辖区之外，或没有被社区围住。请在空白之内点选。',
        en: 'There is no gap here: it lies beyond the jurisdiction, or communities do not enclose it. Choose a place inside a gap.',
      },
      where,
    );
  }
  const { zh, en } = namesIn(plan, owners);
  return reason(
    'no-gap',
    {
      zh: `此处不是空白，已属于${zh}。请在空白之内点选。`,
      en: `There is no gap here: it is in ${en}. Choose a place inside a gap.`,
    },
    where,
  );
}

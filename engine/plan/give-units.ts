import { connectFaces } from '../coverage/arrangement.ts';
import {
  areaOfFaces,
  boundaryOf,
  edgeLength,
  faceBeyond,
  isInside,
} from '../coverage/repair/scope.ts';
import type { UnitInput } from '../material/types.ts';
import { ok, type Result } from '../result.ts';
import { changeGround, type FaceOwners, reassign } from './change-ground.ts';
import type { Composition } from './compose-change.ts';
import { areaBox, uniteBoxes } from './ground/area-box.ts';
import { areasOn, type LocalGround } from './ground/local-ground.ts';
import type { Redistributed } from './ground/redistribute.ts';
import { communityOf } from './recount.ts';
import type { Change, PlanContext, PlanState, Reason } from './types.ts';
import { unitsNamed } from './units-of.ts';

/** Whole units that go to communities. */
export interface UnitMoves {
  moves: readonly { units: readonly string[]; to: string }[];
  /** Those of the takers that are new. */
  created?: readonly string[];
  /** A community that shall have no ground left beside its units: the rest of it goes to the takers. */
  emptied?: string;
  compose: (outcome: Redistributed) => Composition;
}

/** Remains of a community that are narrower are what its border differs from that of its units. Metres. */
const HAIRLINE_METRES = 1;

/**
 * Gives the ground of whole units away: the ground that the unit's community has in it, and what of it is in no community.
 * A strip that is left of the giver between the units and its own border, because the two are not quite the same line,
 * goes with them.
 */
export function giveUnits(
  plan: PlanState,
  context: PlanContext,
  { moves, created = [], emptied, compose }: UnitMoves,
): Result<Change, Reason> {
  const units = moves.flatMap(({ units: ids, to }) =>
    unitsNamed(context, ids).map((unit) => ({ unit, to })),
  );
  const givers = units.flatMap(({ unit }) => communityOf(plan, unit) ?? []);
  const takers = moves.map(({ to }) => to).filter((id) => !created.includes(id));
  return changeGround(plan, context, {
    request: {
      communities: [
        ...new Set([...givers, ...takers, ...(emptied === undefined ? [] : [emptied])]),
      ],
      created,
      box: uniteBoxes(units.map(({ unit }) => areaBox(unit.geometry))),
      areas: units.map(({ unit }) => unit.geometry),
      outline: true,
    },
    mayVanish: emptied === undefined ? [] : [emptied],
    decide: (ground) => {
      const given = giveFaces(plan, ground, units);
      const swept = sweepRemains(ground, given);
      return ok(emptied === undefined ? swept : empty(ground, swept, emptied, moves));
    },
    compose,
  });
}

function giveFaces(
  plan: PlanState,
  ground: LocalGround,
  units: readonly { unit: UnitInput; to: string }[],
): FaceOwners {
  const giverOf = units.map(({ unit }) => {
    const id = communityOf(plan, unit);
    // One that the plan has not is as good as unknown.
    return id == null ? id : ground.ownerOf.get(id);
  });
  return reassign(ground, (face, present) => {
    const [first] = areasOn(ground, face);
    if (first === undefined) return null;
    const taker = ground.ownerOf.get(units[first]!.to)!;
    if (present.length === 0) {
      return !ground.hasOutline || isInside(ground.scope, face) ? [taker] : null;
    }
    const giver = giverOf[first];
    // Where its community is not known, a unit's ground is whoever's has it.
    if (giver === undefined) return [taker];
    return giver !== null && present.includes(giver)
      ? [...present.filter((owner) => owner !== giver), taker]
      : null;
  });
}

/** Narrow remains of the givers that only touch the rest of them in points, or not at all. */
function sweepRemains(ground: LocalGround, after: FaceOwners): FaceOwners {
  const { scope } = ground;
  const losers = new Set<number>();
  after.forEach((list, face) => {
    for (const owner of scope.owners[face]!) if (!list.includes(owner)) losers.add(owner);
  });
  const swept = new Map<number, number[]>();
  for (const loser of losers) {
    const left = scope.facesOf[loser]!.filter((face) => after[face]!.includes(loser));
    const groups = connectFaces(scope.arrangement, left);
    if (groups.length < 2) continue;
    const areas = groups.map((faces) => areaOfFaces(scope, faces));
    const largest = areas.indexOf(Math.max(...areas));
    groups.forEach((faces, g) => {
      if (g === largest) return;
      const borders = lengthsBeside(ground, after, faces);
      const perimeter = boundaryOf(scope, faces).reduce((sum, h) => sum + edgeLength(scope, h), 0);
      if ((2 * areas[g]!) / perimeter >= HAIRLINE_METRES) return;
      const gained = [...borders].filter(([owner, { isGained }]) => isGained && owner !== loser);
      const [most] = gained.sort((a, b) => b[1].metres - a[1].metres || a[0] - b[0]);
      if (most === undefined) return;
      for (const face of faces) {
        swept.set(face, [...after[face]!.filter((owner) => owner !== loser), most[0]]);
      }
    });
  }
  return withFaces(ground, after, swept);
}

/** What is left of a community goes to the takers, each piece to the one that it borders the longest. */
function empty(
  ground: LocalGround,
  after: FaceOwners,
  emptied: string,
  moves: UnitMoves['moves'],
): FaceOwners {
  const { scope, ownerOf } = ground;
  const owner = ownerOf.get(emptied)!;
  const takers = moves.map(({ to }) => ownerOf.get(to)!);
  const left = scope.facesOf[owner]!.filter((face) => after[face]!.includes(owner));
  const given = new Map<number, number[]>();
  for (const faces of connectFaces(scope.arrangement, left)) {
    const borders = lengthsBeside(ground, after, faces);
    const metres = (taker: number): number => borders.get(taker)?.metres ?? 0;
    const best = takers.reduce((a, b) => (metres(b) > metres(a) ? b : a));
    for (const face of faces) {
      given.set(face, [...after[face]!.filter((one) => one !== owner), best]);
    }
  }
  return withFaces(ground, after, given);
}

function withFaces(
  ground: LocalGround,
  after: FaceOwners,
  changed: ReadonlyMap<number, readonly number[]>,
): FaceOwners {
  if (changed.size === 0) return after;
  return reassign(ground, (face) => changed.get(face) ?? after[face]!);
}

/** Metres of border between a group of faces and those beside it, and whether they gained the ground there. */
export function lengthsBeside(
  { scope }: LocalGround,
  after: FaceOwners,
  faces: readonly number[],
): Map<number, { metres: number; isGained: boolean }> {
  const lengths = new Map<number, { metres: number; isGained: boolean }>();
  for (const halfEdge of boundaryOf(scope, faces)) {
    const beyond = faceBeyond(scope, halfEdge);
    const metres = edgeLength(scope, halfEdge);
    for (const owner of after[beyond]!) {
      const known = lengths.get(owner) ?? { metres: 0, isGained: false };
      known.metres += metres;
      known.isGained ||= !scope.owners[beyond]!.includes(owner);
      lengths.set(owner, known);
    }
  }
  return lengths;
}

/** The assignment that moves come to. */
export const assignmentOf = (moves: UnitMoves['moves']): Record<string, string> =>
  Object.fromEntries(moves.flatMap(({ units, to }) => units.map((unit) => [unit, to])));

import { InconsistentCoverageError } from '../coverage/label-faces.ts';
import { TooTangledError } from '../coverage/node-edges.ts';
import { err, ok, type Result } from '../result.ts';
import { type Composition, composeChange } from './compose-change.ts';
import { buildLocalGround, type GroundRequest, type LocalGround } from './ground/local-ground.ts';
import { type Redistributed, redistribute } from './ground/redistribute.ts';
import { NOTHING_CHANGES, namesIn, reason, tooTangled } from './reasons.ts';
import type { Change, PlanContext, PlanState, Reason } from './types.ts';

/** Owners of each face; see {@link redistribute}. */
export type FaceOwners = readonly (readonly number[])[];

/** The steps that an operation on ground fills in. */
export interface GroundChange {
  request?: GroundRequest;
  /** The ground, where the operation has built it already; instead of `request`. */
  ground?: LocalGround;
  /** Who has each face from now on. */
  decide: (ground: LocalGround) => Result<FaceOwners, Reason>;
  /** Attributes, units and lineage of the outcome. */
  compose: (outcome: Redistributed) => Composition;
  /** Communities that may lose all their ground; anybody else who would is a reason not to run. */
  mayVanish?: readonly string[];
}

/** Runs an operation on ground: builds the arrangement, gives the faces away, writes what changed. */
export function changeGround(
  plan: PlanState,
  context: PlanContext,
  { request = { communities: [] }, ground: built, decide, compose, mayVanish = [] }: GroundChange,
): Result<Change, Reason> {
  return guarded(() => {
    const ground = built ?? buildLocalGround(plan, context, request);
    const owners = decide(ground);
    if (!owners.ok) return owners;
    const outcome = redistribute(plan, ground, owners.value);
    if (!outcome.ok) return outcome;
    if (outcome.value === null) {
      const whole = { ...request, cropped: false };
      return changeGround(plan, context, { request: whole, decide, compose, mayVanish });
    }
    const { vanished, geometries } = outcome.value;
    const lost = vanished.filter((id) => !mayVanish.includes(id));
    if (lost.length > 0) return err(wouldVanish(plan, lost));
    const composition = compose(outcome.value);
    const change = composeChange(plan, context, outcome.value, composition);
    const isNothing =
      geometries.size === 0 && change.put.length === 0 && change.removed.length === 0;
    return isNothing && Object.keys(change.assignment).length === 0
      ? err(NOTHING_CHANGES(request.communities))
      : ok(change);
  });
}

/** Geometry that cannot be worked out is a reason, not a crash. */
export function guarded<T>(attempt: () => Result<T, Reason>): Result<T, Reason> {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) {
      return err(tooTangled(error.message));
    }
    throw error;
  }
}

/**
 * The owners of all faces after some of them were given other ones.
 * @param ownersOf null, or the same list, where nothing changes; need not be sorted
 */
export function reassign(
  { scope }: LocalGround,
  ownersOf: (face: number, present: readonly number[]) => readonly number[] | null,
): FaceOwners {
  return scope.owners.map((present, face) => {
    if (face === 0) return present;
    const given = ownersOf(face, present);
    if (given === null || given === present) return present;
    const sorted = [...new Set(given)].sort((a, b) => a - b);
    const isSame = sorted.length === present.length && sorted.every((o, i) => o === present[i]);
    return isSame ? present : sorted;
  });
}

export const isUnchanged = ({ scope }: LocalGround, after: FaceOwners): boolean =>
  after.every((list, face) => list === scope.owners[face]);

const wouldVanish = (plan: PlanState, ids: readonly string[]): Reason => {
  const { zh, en } = namesIn(plan, ids);
  return reason(
    'would-vanish',
    {
      zh: `${zh}将不再有任何范围。若确要如此，请使用“撤销社区”或“合并社区”；否则请缩小所选范围。`,
      en: `${en} would have no ground left. If that is meant, abolish or merge it; else choose less ground.`,
    },
    { communities: ids },
  );
};

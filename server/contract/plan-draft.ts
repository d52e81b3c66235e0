import { Type } from 'typebox';
import type { Barrier } from '#engine/barriers/types.ts';
import type { JurisdictionInput, Message } from '#engine/coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '#engine/material/types.ts';
import type { Change, PlanCommunity } from '#engine/plan/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { type Plan, PlanSchema } from './plans.ts';

/** A step of the history with all that takes a plan over it and back. */
export interface DraftStep {
  sequence: number;
  /** Version of the plan that it was written with. */
  planVersion: number;
  /**
   * When it was made: steps of one version and one moment are one gesture. A branch and a rebase write steps of several
   * gestures with one version, and keep their moments.
   */
  at: string;
  /** An operation of the engine, or `restore-snapshot`. */
  operation: string;
  parameters: Record<string, unknown>;
  description: Message;
  change: Change;
  inverse: Change;
}

/**
 * Answer of `GET /plans/{id}/draft`: all that an edit of the plan needs, in the shapes of the engine, as one moment of the
 * database has it. What the register has not been told of is left out of the material, not empty.
 */
export interface PlanDraft {
  plan: Plan;
  material: {
    jurisdiction?: JurisdictionInput;
    units?: UnitInput[];
    barriers?: Barrier[];
    estates?: EstateInput[];
    facilities?: FacilityInput[];
    /** Null: the server does not have the plan's policy. */
    policy: Policy | null;
  };
  base: { communities: PlanCommunity[]; assignment: [unit: string, community: string | null][] };
  /** What the head has different from the base. */
  head: { put: PlanCommunity[]; removed: string[]; assignment: Record<string, string | null> };
  /** What made the head, the oldest first: the last ones, where there are very many. */
  done: DraftStep[];
  /** What was undone and can be redone, the next first. */
  undone: DraftStep[];
  waivers: { finding: string; reason: string }[];
}

const engineShape = Type.Unknown({ description: 'In the shapes of the engine (sizhi/engine)' });

export const PlanDraftSchema = Type.Object(
  {
    plan: PlanSchema,
    material: engineShape,
    base: engineShape,
    head: engineShape,
    done: Type.Array(engineShape),
    undone: Type.Array(engineShape),
    waivers: Type.Array(Type.Object({ finding: Type.String(), reason: Type.String() })),
  },
  { title: 'PlanDraft' },
);

import type { PlanDraft } from '#contract/plan-draft.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { Change, Operation, PlanState, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import type { NeighbourOf } from '../../state/draft/plan-desk.ts';
import type { Worked } from '../../state/draft/work-out.ts';
import type { BareUnit, UnitGround } from './handed-units.ts';
import type { PlanPort } from './plan-port.ts';

type Material = PlanDraft['material'];
type Item<T> = T extends readonly (infer I)[] ? I : never;

/** The lists of a draft, which pass in slices: a long one at once would hold the page up. */
export interface DraftLists {
  units: BareUnit;
  barriers: Item<NonNullable<Material['barriers']>>;
  estates: Item<NonNullable<Material['estates']>>;
  facilities: Item<NonNullable<Material['facilities']>>;
  communities: Item<PlanDraft['base']['communities']>;
  assignment: Item<PlanDraft['base']['assignment']>;
  put: Item<PlanDraft['head']['put']>;
  done: Item<PlanDraft['done']>;
  undone: Item<PlanDraft['undone']>;
}
export type DraftList = keyof DraftLists;

/** The rest of a draft: short. */
export interface DraftRest {
  plan: PlanDraft['plan'];
  material: Pick<Material, 'jurisdiction' | 'policy'>;
  /** Lists of the material that the register has been told of; the others are left out, not empty. */
  known: readonly DraftList[];
  head: Omit<PlanDraft['head'], 'put'>;
  waivers: PlanDraft['waivers'];
  drawing: { ids: string[]; colours: number[]; labels: ([number, number] | null)[] };
}

/** The page to the worker. */
export type PlanDeskRequest =
  /** The bytes of `GET /plans/{id}/draft`. @param colours how many fills there are */
  | { kind: 'read'; bytes: ArrayBuffer; colours: number }
  | { kind: 'change'; changes: readonly Change[] }
  | { kind: 'work'; turn: number; operations: readonly Operation[]; label?: Message }
  | { kind: 'neighbours'; turn: number; community: string }
  /** Another worker gets all of the plan as it is now, as one {@link HandedPlan}. */
  | { kind: 'hand-over'; port: PlanPort };

/** The worker to the page. */
export type PlanDeskAnswer =
  | { kind: 'unit-ground'; ground: UnitGround }
  | {
      [L in DraftList]: {
        kind: 'slice';
        list: L;
        items: readonly DraftLists[L][];
        /** How much has been told with it, 0 to 1. */
        share: number;
      };
    }[DraftList]
  /** All has been told. */
  | { kind: 'opened'; rest: DraftRest }
  | { kind: 'unreadable'; detail: string }
  | { kind: 'worked'; turn: number; worked: Result<Worked, Reason> }
  | { kind: 'neighbours'; turn: number; neighbours: readonly NeighbourOf[] }
  | { kind: 'failed'; turn: number; detail: string };

/** A plan from one worker to another. */
export interface HandedPlan {
  ground: Omit<PlanGround, 'units'>;
  units: { bare: readonly BareUnit[]; ground: UnitGround } | null;
  state: PlanState;
}

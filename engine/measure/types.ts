import type { Barrier, BarrierClass } from '../barriers/types.ts';
import type { CommunityInput, JurisdictionInput, Message } from '../coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '../material/types.ts';

/**
 * What measures are taken with. What is left out is unknown, and a measure that needs it says so; an
 * empty list says that there is none. Indexes made from it are kept with it: make a new context for new
 * data, do not change the lists of one that has been measured with.
 */
export interface MeasureContext {
  communities: readonly CommunityInput[];
  jurisdiction?: JurisdictionInput;
  barriers?: readonly Barrier[];
  facilities?: readonly FacilityInput[];
  estates?: readonly EstateInput[];
  units?: readonly UnitInput[];
  /** Community of each unit (by its id) in the plan to compare with; null: in none. */
  unitsBefore?: ReadonlyMap<string, string | null>;
  /** Households that a community ought to have, for the deviation; without it none is computed. */
  householdBand?: { min: number; max: number };
  /** How far from a barrier a border may run and still follow it. Metres, default 20. */
  barrierToleranceMetres?: number;
}

/** Units of figures, as they stand in results. */
export type MeasureUnit =
  | 'm2'
  | 'm'
  | 'ratio'
  | 'households'
  | 'people'
  | 'dwellings'
  | 'people-per-km2'
  | 'm2-per-100-households';

export type MeasureResult =
  | {
      state: 'known';
      value: number;
      /** Shown with `*`. */
      estimated?: boolean;
      /** Parts of the figure, in its unit: by barrier class, say. */
      parts?: Partial<Record<BarrierClass | string, number>>;
      /** How it was taken, where there are several ways; what it leaves open. */
      note?: Message;
    }
  | {
      state: 'missing';
      /** Stable: `no-service-centre`, `invalid-geometry`, … */
      reason: string;
      message: Message;
    };

/** One measure of a community. Its version changes when its figures would. */
export interface Measure {
  /** Stable: `area`, `perimeter`, `polsby-popper`, … */
  id: string;
  version: number;
  unit: MeasureUnit;
  name: Message;
  /** Definition and where it comes from (paper, standard or clause). */
  source: Message;
  measure(community: CommunityInput, context: MeasureContext): MeasureResult;
}

import type { HouseholdReport } from '#engine/units/household-types.ts';
import type { UnitSet } from '#engine/units/types.ts';

/** What the writers of units write. */
export interface UnitsReport {
  set: UnitSet;
  /** Null: nothing was given that households could come from. */
  households: HouseholdReport | null;
  /** The units were supplied; nothing was cut. */
  isSupplied: boolean;
  /** Paths as the user gave them. */
  source: { area: string; barriers: readonly string[] };
  elapsedMilliseconds: number;
}

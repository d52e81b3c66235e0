import type { RepairChange } from '../../../coverage/repair/types.ts';
import type { CoverageKind } from '../../../coverage/types.ts';

/** Two communities that share a border. */
export interface NeighbourPair {
  communities: [string, string];
  sharedLengthMetres: number;
}

/** What a suggestion of the kind `repair` says besides: what it is about, and what the audit says of its result. */
export interface RepairFacts {
  /** Ids of the findings that it mends; for the repair of the whole, all that are gone. */
  findings: string[];
  /** Every piece of land that changes hands. */
  changes: RepairChange[];
  /** Pairs that share a border afterwards and did not before; of the whole, however short it is. */
  newNeighbours: NeighbourPair[];
  /** Pairs that shared a border before and do not afterwards. */
  formerNeighbours: NeighbourPair[];
  /** Findings of the audit of everything by kind, before and after. */
  before: Record<CoverageKind, number>;
  after: Record<CoverageKind, number>;
  /** Households of units that were in no community and are in one now: they do not move. */
  householdsJoined: number;
  /** What the communities cover together, what two claim counted once: m² before and after. */
  coveredSquareMetres: { before: number; after: number };
}

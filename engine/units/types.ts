import type { BarrierClass, BorderStretch } from '../barriers/types.ts';
import type { Message, Position } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';

/** A border between two units, or between a unit and the outside of the jurisdiction. */
export interface UnitBorder {
  /** Indexes of the units; the second is null where the first lies at the jurisdiction's outline. */
  units: [number, number | null];
  /** Geodesic, all stretches together. */
  lengthMetres: number;
  /** Runs of the border by the barrier they follow; together they are the border. */
  stretches: BorderStretch[];
}

/** Units that tile their jurisdiction, and how they came about. */
export interface UnitSet {
  /** Version of the engine that made them. */
  version: string;
  units: UnitInput[];
  borders: UnitBorder[];
  report: UnitReport;
}

/** One thing that was done to a barrier, or left undone, on the way to units. */
export interface BarrierNote {
  kind:
    | 'dropped-class'
    | 'dropped-tunnel'
    | 'dropped-link'
    | 'outside'
    | 'merged-carriageway'
    | 'closed-undershoot'
    | 'dangling'
    | 'centreline-of-water'
    | 'shore-of-water'
    | 'invalid';
  /** Ids of the barriers concerned. */
  barriers: string[];
  lengthMetres: number;
  /** A place on it. */
  location: Position | null;
  message: Message;
}

/** What happened on the way from barriers to units, in figures with their units. */
export interface UnitReport {
  barriers: { given: number; used: number; lengthMetres: number };
  units: number;
  areaSquareMetres: number;
  /** Faces that were too small or too narrow and joined a neighbour. */
  crumbsAbsorbed: number;
  crumbAreaSquareMetres: number;
  /** Units that were joined because an estate lies in several. */
  estatesKeptWhole: number;
  /** Share of the border length between units that follows a barrier, 0–1. */
  borderShareOnBarriers: number;
  borderLengthMetres: number;
  borderLengthByClass: Partial<Record<BarrierClass | 'none', number>>;
  notes: BarrierNote[];
}

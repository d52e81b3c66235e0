import type { BarrierClass, BorderStretch } from '../barriers/types.ts';
import type { AreaGeometry, Message, Position } from '../coverage/types.ts';
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
  /**
   * The jurisdiction's outline with a vertex wherever a border between two units meets it, besides its own: what the
   * units match vertex for vertex. Left out where there is no jurisdiction, or no units.
   */
  outline?: AreaGeometry;
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
    /** A waterway runs along the water and stands for it. */
    | 'water-by-its-line'
    /** It lies in a lake, which is one unit. */
    | 'inside-lake'
    /** A water too small to bound anything. */
    | 'dropped-water'
    /** It runs along the outline of the area, which stands for it. */
    | 'along-outline'
    | 'merged-duplicate'
    | 'trimmed-overshoot'
    | 'invalid';
  /** Ids of the barriers concerned. */
  barriers: string[];
  lengthMetres: number;
  /** A place on it. */
  location: Position | null;
  message: Message;
}

/** One thing that the reader should know of the ground that was cut, with the fields of a {@link BarrierNote}. */
export interface UnitNote extends Omit<BarrierNote, 'kind'> {
  kind: /** No outline was given: that of the communities together was taken. */
    | 'outline-assumed'
    /** The jurisdiction or a community has no valid shape. */
    | 'invalid-area'
    /** Two communities claim the same ground; it went to the smaller one. */
    | 'community-overlap'
    /** A community reaches beyond the jurisdiction; that ground is in no unit. */
    | 'community-outside'
    /** Ground of the jurisdiction in no community: units of their own, or joined to a neighbour. */
    | 'community-gap'
    /** A unit that is smaller or narrower than asked for, with no neighbour that it may join. */
    | 'crumb-kept'
    /** An estate that lies on both sides of a line that units do not cross. */
    | 'estate-divided'
    /** An estate without a valid shape, or one that could not be measured. */
    | 'estate-unchecked'
    /** An estate of which nothing lies in the jurisdiction. */
    | 'estate-outside'
    /** A step failed, and its result is missing. */
    | 'failed';
  /** Ids of the units concerned. */
  units: string[];
  communities: string[];
  estates: string[];
  areaSquareMetres: number | null;
}

/** What happened on the way from barriers to units, in figures with their units. */
export interface UnitReport {
  /** Of those given, how many lines a unit is bounded by, and the length of border that they make. */
  barriers: { given: number; used: number; lengthMetres: number };
  units: number;
  areaSquareMetres: number;
  /** Faces that were too small or too narrow and joined a neighbour. */
  crumbsAbsorbed: number;
  crumbAreaSquareMetres: number;
  /** Estates that lay in several blocks, which were joined for them. */
  estatesKeptWhole: number;
  /** Share of the border length between units that follows a barrier, 0–1. */
  borderShareOnBarriers: number;
  borderLengthMetres: number;
  borderLengthByClass: Partial<Record<BarrierClass | 'none', number>>;
  notes: (BarrierNote | UnitNote)[];
}

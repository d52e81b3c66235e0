import type { AreaGeometry, CommunityInput, Message } from '../coverage/types.ts';
import type { BuildingInput, EstateInput, UnitInput } from '../material/types.ts';

/** What households are known from. What is left out is unknown, which is not the same as none. */
export interface HouseholdSources {
  /**
   * Larger areas whose `properties` may hold the resident `households` and `population` that their
   * units have together.
   */
  communities?: readonly CommunityInput[];
  /** Its `properties` may hold what all units have together; the options go before them. */
  jurisdiction?: { properties?: Readonly<Record<string, unknown>> };
  estates?: readonly EstateInput[];
  buildings?: readonly BuildingInput[];
  /**
   * Ground in residential use: a building of no stated kind counts as homes there and, unless `otherAreas` are
   * given, nowhere else. Left out: not known, and such buildings stand in only where there are none of a
   * residential kind.
   */
  residentialAreas?: readonly AreaGeometry[];
  /**
   * Ground in other uses. When given, a building of no stated kind counts as homes also where no use is known at
   * all: not every map has the use of all ground.
   */
  otherAreas?: readonly AreaGeometry[];
}

export interface HouseholdOptions {
  /** Resident households of all units together, a multiple of one half. */
  totalHouseholds?: number;
  /** Resident people of all units together. */
  totalPopulation?: number;
  /** Storeys of a building whose source does not tell. Default 6, as is common in Chinese towns. */
  defaultLevels?: number;
  /** Floor space (footprint × levels) for one household, m². Default 110. */
  floorSpacePerHousehold?: number;
  /** Share of the homes lived in where an estate's dwellings are known but not its occupancy, 0–1. Default 1. */
  assumedOccupancy?: number;
  /**
   * Estimates the population where none is known, from the households. Left out: such population stays
   * unknown.
   */
  personsPerHousehold?: number;
}

/** How households came to the units of one larger area. */
export interface HouseholdShare {
  /** Id of the community; null for units in no community with a total of its own. */
  area: string | null;
  /** What the area has by its record; null where that is unknown. */
  given: number | null;
  /** From estates and from units with figures of their own. */
  counted: number;
  /** Spread over what `basis` says; with an estate that lies in several units, its parts. */
  estimated: number;
  /** What the rest was spread over. `none`: nothing was left, or nothing is known. */
  basis:
    | 'residential-buildings'
    | 'unspecified-buildings'
    | 'estates'
    | 'households'
    | 'area'
    | 'none';
  /** `given` − `counted` − `estimated`: positive where no unit could take it, negative where the estates exceed it. */
  difference: number;
}

/** One quantity (households or people) over all units. */
export interface QuantityReport {
  /** Sum of the totals given; null where none was. */
  given: number | null;
  /** What the units have together. */
  allocated: number;
  /** `counted` and `estimated` also hold what is known of units whose whole figure is not. */
  counted: number;
  estimated: number;
  /** Units whose figure stays unknown. */
  unitsUnknown: number;
  areas: HouseholdShare[];
}

/** Something that the reader of the figures must know. */
export interface HouseholdNote {
  kind:
    | 'exceeds-total'
    | 'nobody-to-take'
    | 'totals-disagree'
    | 'estates-exceed-unit'
    | 'estate-outside'
    | 'estate-mostly-outside'
    | 'estate-without-place'
    | 'estate-without-figures'
    | 'estate-split'
    | 'occupancy-assumed'
    | 'occupancy-of-homes'
    | 'unreadable-figure'
    | 'unit-without-place'
    | 'spread-over-area'
    | 'levels-assumed'
    | 'use-assumed'
    | 'unspecified-buildings'
    | 'buildings-outside';
  /** A conflict is a fault of the data that someone must settle; a note is an assumption. */
  severity: 'conflict' | 'note';
  /** Ids of the estates, units or communities concerned, sorted. */
  ids: string[];
  figures: Record<string, number>;
  message: Message;
}

/** Buildings by what became of them. */
export interface BuildingReport {
  given: number;
  /** Counted as homes by the estimate rule, wherever they lie. */
  residential: number;
  /** Households in them by the estimate rule, before they are fitted to a total. */
  householdsByRule: number;
  /** In estates whose households are known: not estimated again. */
  inEstates: number;
  /** In no unit, and their households by the rule. */
  outside: number;
  outsideHouseholdsByRule: number;
  /** Homes whose levels are not known, taken to have `defaultLevels`. */
  levelsAssumed: number;
  /** Buildings of no stated kind, on ground of no known use, taken for homes. */
  useAssumed: number;
  defaultLevels: number;
}

export interface HouseholdReport {
  households: QuantityReport;
  population: QuantityReport;
  buildings: BuildingReport;
  /** Conflicts first, then by kind and ids. */
  notes: HouseholdNote[];
}

export interface HouseholdAllocation {
  /** The units in the order given, with `households`, `householdsEstimated`, `population` and `estates`. */
  units: UnitInput[];
  report: HouseholdReport;
}

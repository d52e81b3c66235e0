import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * The material that communities are made of and judged by (DOMAIN §1). What is left out is unknown,
 * which is not the same as none.
 */

/** A residential compound: the smallest thing that should never be cut in two (楼盘、农居点). */
export interface EstateInput {
  id: string;
  name?: string;
  nameEn?: string;
  geometry: AreaGeometry | null;
  /** Attributes as they came: `dwellings`, `households`, `population`, `occupancy`, `houseType`, … */
  properties?: Readonly<Record<string, unknown>>;
}

/** Premises: a service centre, a home for the care of the elderly, a nursery, … */
export interface FacilityInput {
  id: string;
  /** `service-centre`, `elderly-care`, `office`, `service-station`, `nursery`, `culture-sports`, `elderly-room`, `car-park`, … */
  kind: string;
  name?: string;
  nameEn?: string;
  /** Id of the community it serves; left out: the one it lies in. */
  community?: string;
  spaceSquareMetres?: number;
  /** `[lon, lat]`. */
  position: Position;
  properties?: Readonly<Record<string, unknown>>;
}

/** A building's footprint, for spreading households over floor space. */
export interface BuildingInput {
  id: string;
  geometry: AreaGeometry;
  /** Storeys; left out: unknown. */
  levels?: number;
  /** The source's word (`house`, `apartments`, `garage`, `yes`, …). */
  kind?: string;
}

/** An atomic area from which communities are assembled (地块、街坊). */
export interface UnitInput {
  /** Unique among the units. */
  id: string;
  geometry: AreaGeometry;
  /** Id of the community it belongs to now; null: to none. Left out: unknown. */
  community?: string | null;
  /** Resident households; halves are possible. */
  households?: number;
  /** The household figure is an estimate, shown with `*`. */
  householdsEstimated?: boolean;
  dwellings?: number;
  population?: number;
  /** Ids of the estates that lie in it. */
  estates?: readonly string[];
  properties?: Readonly<Record<string, unknown>>;
}

import type { AreaGeometry, Position } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { BuildingInput } from '../material/types.ts';
import { AreaLocator } from './household-locator.ts';
import { interiorPoint } from './household-point.ts';

/** Kinds of building (OSM `building=*`) that are one household each. */
const HOUSES: ReadonlySet<string> = new Set([
  ...['house', 'detached', 'semidetached_house', 'terrace', 'bungalow', 'farm'],
]);
/** Kinds whose households follow from their floor space. */
const BLOCKS: ReadonlySet<string> = new Set(['residential', 'apartments', 'dormitory']);

export const DEFAULT_LEVELS = 6;
export const FLOOR_SPACE_PER_HOUSEHOLD = 110;

export interface BuildingRule {
  defaultLevels: number;
  /** m² */
  floorSpacePerHousehold: number;
}

/** `unspecified`: no kind is stated, and land use does not tell. */
export type BuildingUse = 'residential' | 'unspecified' | 'other';

/** A building as the estimate rule sees it. */
export interface HouseholdBuilding {
  id: string;
  use: BuildingUse;
  /** Whole households by the rule; of an unspecified one, what it would have as homes; 0 for others. */
  households: number;
  /** Footprint × levels, m². */
  floorSpace: number;
  /** In its interior; null for a footprint without extent. */
  place: Position | null;
  /** Its levels were not given, and its households follow from them. */
  isLevelAssumed: boolean;
  /** Neither its kind nor the use of the ground is known: taken for homes. */
  isUseAssumed: boolean;
}

/**
 * Estimates the households of buildings: houses one each; residential buildings, apartments, dormitories, and
 * buildings of no stated kind (`yes`) whose interior point lies on residential ground or, where other uses are
 * known too, on ground of no known use, one for each `floorSpacePerHousehold` of floor space, at least one; all
 * others none.
 */
export function estimateBuildings(
  buildings: readonly BuildingInput[],
  residentialAreas: readonly AreaGeometry[] | undefined,
  rule: BuildingRule,
  otherAreas?: readonly AreaGeometry[],
): HouseholdBuilding[] {
  const locate = (areas: readonly AreaGeometry[] | undefined): AreaLocator | null =>
    areas === undefined ? null : new AreaLocator(areas);
  const ground = { residential: locate(residentialAreas), other: locate(otherAreas) };
  return buildings.map((building) => {
    const place = interiorPoint(building.geometry);
    const { use, isUseAssumed = false } = useOf(building, place, ground);
    const isHouse = HOUSES.has(wordOf(building));
    const isKnown = isLevel(building.levels);
    const levels = isKnown ? building.levels! : rule.defaultLevels;
    const floorSpace = geodesicArea(building.geometry) * levels;
    const byFloorSpace = Math.max(1, Math.round(floorSpace / rule.floorSpacePerHousehold));
    return {
      id: building.id,
      use,
      households: use === 'other' ? 0 : isHouse ? 1 : byFloorSpace,
      floorSpace,
      place,
      isLevelAssumed: !isKnown && use !== 'other' && !isHouse,
      isUseAssumed,
    };
  });
}

const wordOf = ({ kind }: BuildingInput): string => kind?.trim().toLowerCase() ?? '';

const isLevel = (levels: number | undefined): boolean =>
  levels !== undefined && levels > 0 && Number.isFinite(levels);

interface Ground {
  residential: AreaLocator | null;
  other: AreaLocator | null;
}

function useOf(
  building: BuildingInput,
  place: Position | null,
  { residential, other }: Ground,
): { use: BuildingUse; isUseAssumed?: boolean } {
  const word = wordOf(building);
  if (place === null) return { use: 'other' };
  if (HOUSES.has(word) || BLOCKS.has(word)) return { use: 'residential' };
  if (word !== '' && word !== 'yes') return { use: 'other' };
  const isOn = (ground: AreaLocator | null): boolean =>
    ground !== null && ground.at(place).length > 0;
  if (isOn(residential)) return { use: 'residential' };
  if (other !== null) {
    return isOn(other) ? { use: 'other' } : { use: 'residential', isUseAssumed: true };
  }
  return { use: residential === null ? 'unspecified' : 'other' };
}

import type { EstateInput } from '../material/types.ts';
import { type Figure, readFigure as readPlainFigure } from '../rules/read-figure.ts';

export type { Figure } from '../rules/read-figure.ts';

/** No figure of a town is larger; beyond it is a slip of the pen. */
const LARGEST = 1e9;

/** A figure from 0 to a thousand million; see {@link readPlainFigure} for how text is read. */
export function readFigure(properties: EstateInput['properties'], name: string): Figure {
  const figure = readPlainFigure(properties, name);
  if (figure.state !== 'known' || figure.value <= LARGEST) return figure;
  return { state: 'unreadable', written: String(figure.value) };
}

/** Words for single-person apartment blocks (单身公寓、酒店式公寓), in which a home counts one half. */
const APARTMENT_BLOCKS: ReadonlySet<string> = new Set([
  ...['apartment', '单身公寓', '酒店式公寓', '公寓'],
]);

export const isApartmentBlock = (properties: EstateInput['properties']): boolean =>
  APARTMENT_BLOCKS.has(
    String(properties?.houseType ?? '')
      .trim()
      .toLowerCase(),
  );

/** What an estate's attributes say of its resident households. */
export interface EstateHouseholds {
  /**
   * `counted`: recorded, or dwellings × occupancy. `capacity`: from the dwellings alone, so that the value
   * is an estimate. `unknown`: neither is on record.
   */
  state: 'counted' | 'capacity' | 'unknown';
  /** A multiple of one half; 0 where unknown. */
  value: number;
  /** The occupancy of an apartment block was read as the share of its homes that are lived in. */
  isOccupancyOfHomes: boolean;
  /** Attributes that hold something else than a figure. */
  unreadable: string[];
}

/**
 * Resident households of an estate (常住户数, DOMAIN §1): as recorded, else dwellings × occupancy (入住率, households
 * / dwellings). A home in a single-person apartment block counts one half, so that the occupancy there
 * cannot exceed 0.5 by that definition; one that does is the share of homes lived in, and is halved.
 */
export function readEstateHouseholds(
  { properties }: EstateInput,
  assumedOccupancy: number,
): EstateHouseholds {
  const households = readFigure(properties, 'households');
  const dwellings = readFigure(properties, 'dwellings');
  const occupancy = readOccupancy(properties);
  const unreadable = [
    ...(households.state === 'unreadable' ? ['households'] : []),
    ...(dwellings.state === 'unreadable' ? ['dwellings'] : []),
    ...(occupancy.state === 'unreadable' ? ['occupancy'] : []),
  ];
  const plain = { isOccupancyOfHomes: false, unreadable };
  if (households.state === 'known') {
    return { state: 'counted', value: toHalves(households.value), ...plain };
  }
  if (dwellings.state !== 'known') return { state: 'unknown', value: 0, ...plain };
  const isApartments = isApartmentBlock(properties);
  const each = isApartments ? 0.5 : 1;
  const round = isApartments ? toHalves : Math.round;
  if (occupancy.state !== 'known') {
    return { state: 'capacity', value: round(dwellings.value * each * assumedOccupancy), ...plain };
  }
  const isOccupancyOfHomes = isApartments && occupancy.value > 0.5;
  const rate = isOccupancyOfHomes ? occupancy.value / 2 : occupancy.value;
  return {
    state: 'counted',
    value: round(dwellings.value * rate),
    isOccupancyOfHomes,
    unreadable,
  };
}

function readOccupancy(properties: EstateInput['properties']): Figure {
  const figure = readFigure(properties, 'occupancy');
  if (figure.state !== 'known' || figure.value <= 1) return figure;
  return { state: 'unreadable', written: String(figure.value) };
}

/** To the nearest half: the smallest part of a household that is counted. */
export const toHalves = (value: number): number => Math.round(2 * value) / 2;

import type { EstateInput } from '../material/types.ts';
import { ESTATE_FIELDS } from './fields.ts';
import { readFigure, readText } from './read-figure.ts';

/** What kinds of estate a community's households live in. */
export interface EstateProfile {
  /** Share of the households that the largest estate holds. */
  largestShare: number;
  /** Share that lives in single-person apartments and serviced flats. */
  apartmentShare: number;
}

/** Words for single-person apartments and serviced flats (单身公寓、酒店式公寓). */
const APARTMENT: ReadonlySet<string> = new Set(['apartment', '公寓', '单身公寓', '酒店式公寓']);

/** Null where no estate records its households. */
export function profileEstates(
  estates: readonly EstateInput[],
  households: number,
): EstateProfile | null {
  const sizes = estates.flatMap(({ properties }) => {
    const figure = readFigure(properties, ESTATE_FIELDS.households);
    const type = readText(properties, ESTATE_FIELDS.houseType);
    if (figure.state !== 'known') return [];
    return [{ households: figure.value, isApartment: type !== null && APARTMENT.has(type) }];
  });
  if (sizes.length === 0 || households === 0) return null;
  const share = (list: typeof sizes): number =>
    list.reduce((sum, estate) => sum + estate.households, 0) / households;
  return {
    largestShare: Math.max(...sizes.map((estate) => estate.households)) / households,
    apartmentShare: share(sizes.filter(({ isApartment }) => isApartment)),
  };
}

import type { EstateInput } from '../material/types.ts';
import { isApartmentBlock, readEstateHouseholds } from '../units/household-figures.ts';
import { ESTATE_FIELDS } from './fields.ts';
import { readText } from './read-figure.ts';

/** What kinds of estate a community's households live in. */
export interface EstateProfile {
  /** Share of the households that the largest estate holds. */
  largestShare: number;
  /** Share that lives in single-person apartments and serviced flats. */
  apartmentShare: number;
  /** The same two where every estate is taken for what it may be: one without its households may hold all the rest. */
  largestShareAtMost: number;
  apartmentShareAtMost: number;
}

/** Null where no estate records its households. */
export function profileEstates(
  estates: readonly EstateInput[],
  households: number,
): EstateProfile | null {
  const sizes = estates.flatMap((estate) => {
    // What its dwellings might hold is no figure of its households.
    const { state, value } = readEstateHouseholds(estate, 1);
    if (state !== 'counted') return [];
    const isUntold = readText(estate.properties, ESTATE_FIELDS.houseType) === null;
    return [{ households: value, isApartment: isApartmentBlock(estate.properties), isUntold }];
  });
  if (sizes.length === 0 || households === 0) return null;
  const share = (list: typeof sizes): number =>
    list.reduce((sum, estate) => sum + estate.households, 0) / households;
  const largestShare = Math.max(...sizes.map((estate) => estate.households)) / households;
  const apartmentShare = share(sizes.filter(({ isApartment }) => isApartment));
  const rest = sizes.length < estates.length ? Math.max(0, 1 - share(sizes)) : 0;
  return {
    largestShare,
    apartmentShare,
    largestShareAtMost: Math.max(largestShare, rest),
    apartmentShareAtMost: apartmentShare + share(sizes.filter(({ isUntold }) => isUntold)) + rest,
  };
}

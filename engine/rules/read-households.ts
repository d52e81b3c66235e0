import type { CommunityInput } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';
import { type Figure, readFigure } from './read-figure.ts';

export type Households = Figure;

/**
 * Resident households of a community. Halves are possible (DOMAIN §1: a single-person apartment
 * counts one half).
 */
export const readHouseholds = ({ properties }: CommunityInput): Households =>
  readFigure(properties, FIELDS.households);

import type { CommunityInput } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';

/** A household figure, or why there is none. `written` is what stands in its place. */
export type Households =
  | { state: 'known'; value: number }
  | { state: 'missing' }
  | { state: 'unreadable'; written: string };

/** Plain decimal digits: no separators, no units, no sign, no exponent. */
const DECIMAL = /^\d+(\.\d+)?$/;

/**
 * Resident households of a community. Halves are possible (DOMAIN §1: a single-person apartment
 * counts one half). Text is read strictly: “6200” is a figure, “6,200” and “about 6000” are not.
 */
export function readHouseholds({ properties }: CommunityInput): Households {
  const given = properties?.[FIELDS.households];
  if (given === undefined || given === null) return { state: 'missing' };
  if (typeof given === 'string') {
    const text = given.trim();
    if (text === '') return { state: 'missing' };
    if (DECIMAL.test(text)) return { state: 'known', value: Number(text) };
    return { state: 'unreadable', written: shortened(text) };
  }
  if (typeof given === 'number' && Number.isFinite(given) && given >= 0) {
    return { state: 'known', value: given };
  }
  return { state: 'unreadable', written: shortened(String(given)) };
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

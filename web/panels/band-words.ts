import type { Community } from '../state/town.ts';

/** On which side of the fitting number of households a community is; null where that is not known. */
export function bandSide(
  { households }: Pick<Community, 'households'>,
  band: { min: number; max: number } | null,
): 'below' | 'above' | 'fitting' | null {
  if (band === null || households === null) return null;
  if (households < band.min) return 'below';
  return households > band.max ? 'above' : 'fitting';
}

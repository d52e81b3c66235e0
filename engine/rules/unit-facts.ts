import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { remember } from '../measure/remember.ts';

export interface UnitFacts {
  isValid: boolean;
  /** Geodesic; 0 of an invalid one. */
  areaSquareMetres: number;
}

/** What of a unit's shape is asked at every audit: the units stay while the communities around them are edited. */
export const unitFacts: (geometry: AreaGeometry) => UnitFacts = remember((geometry) => {
  const isValid = findInvalid(geometry).length === 0;
  return { isValid, areaSquareMetres: isValid ? geodesicArea(geometry) : 0 };
});

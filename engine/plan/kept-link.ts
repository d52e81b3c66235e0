import { geodesicArea } from '../geometry/geodesic.ts';
import type { LineageLink, PlanCommunity } from './types.ts';

/** What stays where it was is part of a split as well. */
export function keptLink(
  { id, geometry }: PlanCommunity,
  moved: readonly { areaSquareMetres: number }[],
): LineageLink {
  const passed = moved.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
  return {
    parent: id,
    child: id,
    kind: 'split',
    areaSquareMetres: Math.max(0, geodesicArea(geometry) - passed),
  };
}

import type { Finding } from '#engine/coverage/types.ts';
import { polygonsArea } from '../planar.ts';

/** The polygons of a finding; none where it has no area. */
export const polygonsOf = (geometry: Finding['geometry']): number[][][][] =>
  geometry?.type === 'Polygon'
    ? [geometry.coordinates]
    : geometry?.type === 'MultiPolygon'
      ? geometry.coordinates
      : [];

/** Planar area of a finding, square degrees. */
export const areaOf = ({ geometry }: Pick<Finding, 'geometry'>): number =>
  polygonsArea(polygonsOf(geometry));

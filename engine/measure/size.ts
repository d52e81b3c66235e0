import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea, ringMeasure } from '../geometry/geodesic.ts';
import { partsOf } from './parts-of.ts';
import { remember } from './remember.ts';
import { known } from './results.ts';
import type { Measure } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

/** Length of all rings of an area, holes and parts included, on the ellipsoid; metres. */
export function geodesicPerimeter(geometry: AreaGeometry): number {
  return partsOf(geometry)
    .flat()
    .reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);
}

const areaOf = remember(geodesicArea);
const perimeterOf = remember(geodesicPerimeter);

export const AREA: Measure = {
  id: 'area',
  version: 1,
  unit: 'm2',
  name: { zh: '面积', en: 'Area' },
  source: {
    zh: '各部分面积之和，减去孔洞；WGS 84 椭球面上的面积，边为大地线（Karney 2013），即 PostGIS 的 ST_Area(geography)。',
    en: 'Sum of the parts less their holes, on the WGS 84 ellipsoid with geodesic edges (Karney 2013): ST_Area(geography) of PostGIS.',
  },
  measure(community) {
    const usable = usableGeometry(community);
    return usable.ok ? known(areaOf(usable.geometry)) : usable.why;
  },
};

export const PERIMETER: Measure = {
  id: 'perimeter',
  version: 1,
  unit: 'm',
  name: { zh: '周长', en: 'Perimeter' },
  source: {
    zh: '各部分外环与孔洞的长度之和；WGS 84 椭球面上的大地线长度（Karney 2013），即 PostGIS 的 ST_Perimeter(geography)。',
    en: 'Length of the outer rings and the holes of all parts, geodesic on the WGS 84 ellipsoid (Karney 2013): ST_Perimeter(geography) of PostGIS.',
  },
  measure(community) {
    const usable = usableGeometry(community);
    return usable.ok ? known(perimeterOf(usable.geometry)) : usable.why;
  },
};

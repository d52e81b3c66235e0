import type { AreaGeometry } from '../coverage/types.ts';
import { partsOf } from './parts-of.ts';
import { convexHull, type Point, signedArea } from './plane/convex-hull.ts';
import { EqualAreaPlane } from './plane/equal-area-plane.ts';
import { remember } from './remember.ts';

/** A shape in a plane that keeps areas, metres: what compactness is measured on. */
export interface PlaneShape {
  /** Parts less their holes, m². */
  area: number;
  /** Of all parts together, counterclockwise. */
  hull: Point[];
}

/**
 * A valid area in the equal-area plane around the centre of its box, its edges straight in that plane:
 * area, hull, circle and rectangle agree with one another, so that ratios of them are 1 at most.
 */
export const planeShape: (geometry: AreaGeometry) => PlaneShape = remember((geometry) => {
  const plane = EqualAreaPlane.around(geometry);
  let area = 0;
  const corners: Point[] = [];
  for (const rings of partsOf(geometry)) {
    rings.forEach((ring, i) => {
      const points = ring.map((position) => plane.project(position));
      area += (i === 0 ? 1 : -1) * Math.abs(signedArea(points));
      // A point inside the hull of its part is inside the hull of all.
      if (i === 0) corners.push(...convexHull(points));
    });
  }
  return { area, hull: convexHull(corners) };
});

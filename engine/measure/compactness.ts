import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { signedArea } from './plane/convex-hull.ts';
import { enclosingCircle } from './plane/enclosing-circle.ts';
import { smallestRectangle } from './plane/smallest-rectangle.ts';
import { planeShape } from './plane-shape.ts';
import { remember } from './remember.ts';
import { known } from './results.ts';
import { geodesicPerimeter } from './size.ts';
import type { Measure } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

/**
 * Compactness: ratios between 0 and 1, 1 for the most compact shape. Polsby–Popper is taken from the
 * geodesic figures, the others in the equal-area plane around the community.
 */

const PLANE = {
  zh: '在以社区为中心的等积方位投影平面（Lambert，WGS 84 椭球）中量算。',
  en: 'Measured in Lambert’s azimuthal equal-area plane of the WGS 84 ellipsoid around the community.',
};

/** Rounding makes a circle of 1 000 corners 1 + 1e-16. */
const atMostOne = (ratio: number): number => Math.min(1, ratio);

function compactness(
  head: Omit<Measure, 'unit' | 'measure'>,
  ratio: (geometry: AreaGeometry) => number,
): Measure {
  // A community takes other attributes more often than another shape.
  const ratioOf = remember(ratio);
  return {
    ...head,
    unit: 'ratio',
    measure(community) {
      const usable = usableGeometry(community);
      return usable.ok ? known(atMostOne(ratioOf(usable.geometry))) : usable.why;
    },
  };
}

export const POLSBY_POPPER = compactness(
  {
    id: 'polsby-popper',
    version: 1,
    name: { zh: 'Polsby–Popper 紧凑度', en: 'Polsby–Popper' },
    source: {
      zh: '4π·面积 / 周长²（Polsby、Popper 1991），取椭球面上的面积和周长；孔洞和各部分的边界都计入周长。圆为 1。',
      en: '4π · area / perimeter² (Polsby and Popper 1991), both geodesic; holes and all parts count in the perimeter. A circle has 1.',
    },
  },
  (geometry) => (4 * Math.PI * geodesicArea(geometry)) / geodesicPerimeter(geometry) ** 2,
);

export const REOCK = compactness(
  {
    id: 'reock',
    version: 1,
    name: { zh: 'Reock 紧凑度', en: 'Reock' },
    source: {
      zh: `面积 / 最小外接圆面积（Reock 1961），一个圆包住所有部分（Welzl 1991 的精确算法）。圆为 1。${PLANE.zh}`,
      en: `Area / area of the smallest enclosing circle (Reock 1961), one circle around all parts, exact (Welzl 1991). A circle has 1. ${PLANE.en}`,
    },
  },
  (geometry) => {
    const { area, hull } = planeShape(geometry);
    return area / (Math.PI * enclosingCircle(hull).radius ** 2);
  },
);

export const CONVEX_HULL_RATIO = compactness(
  {
    id: 'convex-hull-ratio',
    version: 1,
    name: { zh: '凸包比', en: 'Convex-hull ratio' },
    source: {
      zh: `面积 / 凸包面积，一个凸包包住所有部分。没有凹入、孔洞和分离部分的图形为 1。${PLANE.zh}`,
      en: `Area / area of the convex hull, one hull around all parts. A shape without dents, holes and separate parts has 1. ${PLANE.en}`,
    },
  },
  (geometry) => {
    const { area, hull } = planeShape(geometry);
    return area / signedArea(hull);
  },
);

export const LENGTH_WIDTH = compactness(
  {
    id: 'length-width',
    version: 1,
    name: { zh: '宽长比', en: 'Length–width' },
    source: {
      zh: `面积最小的外接矩形（方向不限，包住所有部分）的短边 / 长边；面积相同的取最长者。正方形和圆为 1。${PLANE.zh}`,
      en: `Shorter / longer side of the smallest rectangle in any direction around all parts, the longest one of several of the same area. A square and a circle have 1. ${PLANE.en}`,
    },
  },
  (geometry) => {
    const { length, width } = smallestRectangle(planeShape(geometry).hull);
    return width / length;
  },
);

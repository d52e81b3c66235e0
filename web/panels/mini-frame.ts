import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { type Box, ringsOf } from '#engine/plan/ground/area-box.ts';

/** Size of a small map, in its own units. */
export const MINI_WIDTH = 320;
export const MINI_HEIGHT = 190;
const MARGIN = 0.08;
/** Vertices that lie nearer to each other are one: a town has hundreds of thousands. */
const NEAR = 0.4;

/** Where places of an extent lie on a small map. */
export interface MiniFrame {
  place(at: readonly number[]): [x: number, y: number];
  /** An area as the `d` of an SVG path. */
  path(geometry: AreaGeometry): string;
}

/** Fits an extent into a small map. */
export function miniFrame([west, south, east, north]: Readonly<Box>): MiniFrame {
  // Degrees of longitude are shorter than those of latitude.
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const width = Math.max((east - west) * shrink, SMALLEST);
  const height = Math.max(north - south, SMALLEST);
  const scale = (1 - 2 * MARGIN) * Math.min(MINI_WIDTH / width, MINI_HEIGHT / height);
  const place = ([lon = 0, lat = 0]: readonly number[]): [number, number] => [
    MINI_WIDTH / 2 + (lon - (west + east) / 2) * shrink * scale,
    MINI_HEIGHT / 2 - (lat - (south + north) / 2) * scale,
  ];
  return {
    place,
    path: (geometry) =>
      ringsOf(geometry)
        .map((ring) => pathOfRing(ring, place))
        .join(''),
  };
}

/** A metre, in degrees: the extent of a point has none. */
const SMALLEST = 1e-5;

function pathOfRing(ring: readonly Position[], place: MiniFrame['place']): string {
  const kept: string[] = [];
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  for (const at of ring) {
    const [x, y] = place(at);
    if (Math.abs(x - lastX) < NEAR && Math.abs(y - lastY) < NEAR) continue;
    [lastX, lastY] = [x, y];
    kept.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return `M${kept.join('L')}Z`;
}

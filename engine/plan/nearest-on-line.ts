import type { Position } from '../coverage/types.ts';
import { localFrame } from '../geometry/geodesic.ts';

/** The place on some lines that is nearest to a position. */
export interface NearestPlace {
  position: Position;
  /** Index of the line, and of the segment's first vertex. */
  line: number;
  segment: number;
  /** 0–1 along the segment. */
  share: number;
  distanceMetres: number;
}

/** The nearest place on lines or rings, by a flat frame around the position; null when there is no segment. */
export function nearestOnLines(
  lines: readonly (readonly Position[])[],
  position: Position,
): NearestPlace | null {
  const [lon, lat] = position as [number, number];
  const { metresPerDegreeLon: kx, metresPerDegreeLat: ky } = localFrame(lon, lat);
  let best: NearestPlace | null = null;
  lines.forEach((line, l) => {
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [line[i - 1]!, line[i]!];
      const [ax, ay] = [(from[0]! - lon) * kx, (from[1]! - lat) * ky];
      const [dx, dy] = [(to[0]! - from[0]!) * kx, (to[1]! - from[1]!) * ky];
      const square = dx * dx + dy * dy;
      if (square === 0) continue;
      const share = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / square));
      const distanceMetres = Math.hypot(ax + share * dx, ay + share * dy);
      if (best !== null && distanceMetres >= best.distanceMetres) continue;
      const place: Position =
        share === 0
          ? from
          : share === 1
            ? to
            : [from[0]! + share * (to[0]! - from[0]!), from[1]! + share * (to[1]! - from[1]!)];
      best = { position: place, line: l, segment: i - 1, share, distanceMetres };
    }
  });
  return best;
}

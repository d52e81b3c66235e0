import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * Which share of a segment lies in an area (even–odd over its rings), 0–1. In degrees, by the places
 * where the segment crosses a ring: good to rounding.
 */
export function shareInside(from: Position, to: Position, area: AreaGeometry): number {
  const [ax, ay] = from as [number, number];
  const [bx, by] = to as [number, number];
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  const stops = [0, 1];
  for (const ring of polygons.flat()) {
    for (let k = 1; k < ring.length; k++) {
      const t = crossingAlong(ax, ay, bx, by, ring[k - 1]!, ring[k]!);
      if (t !== null) stops.push(t);
    }
  }
  stops.sort((a, b) => a - b);
  let share = 0;
  for (let i = 1; i < stops.length; i++) {
    const [low, high] = [stops[i - 1]!, stops[i]!];
    if (high <= low) continue;
    const middle = (low + high) / 2;
    const [x, y] = [ax + middle * (bx - ax), ay + middle * (by - ay)];
    if (polygons.some((rings) => isInside(rings, x, y))) share += high - low;
  }
  return share;
}

/** Where along a–b, in (0, 1), it crosses c–d; null: it does not. */
function crossingAlong(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  c: Position,
  d: Position,
): number | null {
  const [ux, uy] = [bx - ax, by - ay];
  const [vx, vy] = [d[0]! - c[0]!, d[1]! - c[1]!];
  const [wx, wy] = [c[0]! - ax, c[1]! - ay];
  const denominator = ux * vy - uy * vx;
  if (denominator === 0) return null;
  const t = (wx * vy - wy * vx) / denominator;
  const s = (wx * uy - wy * ux) / denominator;
  return t > 0 && t < 1 && s >= 0 && s <= 1 ? t : null;
}

/** Does a place lie in a polygon (even–odd over its rings)? */
export function isInside(rings: readonly (readonly Position[])[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let k = 1; k < ring.length; k++) {
      const [ax, ay] = ring[k - 1] as [number, number];
      const [bx, by] = ring[k] as [number, number];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

import type { Position } from '#engine/coverage/types.ts';

/**
 * Polygons of rings that do not cross: a ring inside an even number of others is a shell, one inside an odd
 * number a hole of the smallest shell around it. Roles of members are often wrong and are not asked for. Shells
 * run counterclockwise, holes clockwise (RFC 7946).
 */
export function nestRings(rings: readonly Position[][]): Position[][][] {
  const items = rings
    .filter(({ length }) => length > 3)
    .map((ring) => ({ ring, area: signedArea(ring), box: boxOf(ring) }))
    .filter(({ area }) => area !== 0)
    .sort((a, b) => Math.abs(b.area) - Math.abs(a.area));
  const polygons: Position[][][] = [];
  /** Of each ring so far: the polygon that it belongs to. */
  const polygonOf: number[] = [];
  for (const [i, { ring, area, box }] of items.entries()) {
    // Largest first: those around a ring stand before it, and the last of them is the smallest.
    let depth = 0;
    let around = -1;
    for (let j = 0; j < i; j++) {
      if (!contains(items[j]!.box, box) || !liesInside(ring, items[j]!.ring)) continue;
      depth += 1;
      around = j;
    }
    if (depth % 2 === 0) {
      polygonOf.push(polygons.length);
      polygons.push([area > 0 ? ring : [...ring].reverse()]);
    } else {
      polygonOf.push(polygonOf[around]!);
      polygons[polygonOf[around]!]!.push(area < 0 ? ring : [...ring].reverse());
    }
  }
  return polygons;
}

type Box = readonly [number, number, number, number];

function boxOf(ring: readonly Position[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of ring) {
    west = Math.min(west, lon!);
    south = Math.min(south, lat!);
    east = Math.max(east, lon!);
    north = Math.max(north, lat!);
  }
  return [west, south, east, north];
}

const contains = (outer: Box, inner: Box): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

/** Twice the area in the plane of degrees, positive counterclockwise: for comparing alone. */
function signedArea(ring: readonly Position[]): number {
  let sum = 0;
  const [lon0, lat0] = ring[0] as [number, number];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    sum += (ax - lon0) * (by - lat0) - (bx - lon0) * (ay - lat0);
  }
  return sum;
}

/** By the middles of its sides: rings may share vertices, seldom a whole side, and the majority tells. */
function liesInside(ring: readonly Position[], outer: readonly Position[]): boolean {
  let inside = 0;
  const count = Math.min(ring.length - 1, 5);
  const step = Math.floor((ring.length - 1) / count);
  for (let i = 0; i < count; i++) {
    const [ax, ay] = ring[i * step] as [number, number];
    const [bx, by] = ring[i * step + 1] as [number, number];
    if (isPointInside((ax + bx) / 2, (ay + by) / 2, outer)) inside += 1;
  }
  return inside * 2 > count;
}

function isPointInside(x: number, y: number, ring: readonly Position[]): boolean {
  let isInside = false;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
  }
  return isInside;
}

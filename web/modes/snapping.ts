import type { Barrier } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import { areaBox, boxesMeet, growBox, ringsOf } from '#engine/plan/ground/area-box.ts';
import { type NearestPlace, nearestOnLines } from '#engine/plan/nearest-on-line.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { barrierLinesIn } from './barrier-lines.ts';

/** Where the pointer holds: a vertex of a border before the border itself, a border before a road or river. */
export interface Snap {
  kind: 'vertex' | 'border' | 'barrier' | 'none';
  position: Position;
  /** Communities whose border it is on. */
  communities: readonly string[];
  barrier: Barrier | null;
}

/** A vertex wins over the line that it is on, as far as this share of the reach. */
const VERTEX_REACH = 0.7;

/** What lies within reach of a place. */
export function snapTo(
  plan: PlanState,
  barriers: readonly Barrier[],
  at: Position,
  reachMetres: number,
): Snap {
  const border = nearestBorder(plan, at, reachMetres);
  if (border !== null) {
    const vertex = vertexNear(border, at, reachMetres * VERTEX_REACH);
    return {
      kind: vertex === null ? 'border' : 'vertex',
      position: vertex ?? border.place.position,
      communities: border.communities,
      barrier: null,
    };
  }
  const barrier = nearestBarrier(barriers, at, reachMetres);
  if (barrier !== null) {
    const { place } = barrier;
    return { kind: 'barrier', position: place.position, communities: [], barrier: barrier.barrier };
  }
  return { kind: 'none', position: at, communities: [], barrier: null };
}

export interface NearBorder {
  place: NearestPlace;
  rings: readonly (readonly Position[])[];
  /** Those whose border runs there, the nearest first. */
  communities: readonly string[];
}

/** Borders of two communities that are no further apart are one. Metres. */
const ONE_BORDER = 0.05;

/** The border nearest to a place, and whose it is. */
export function nearestBorder(
  { communities }: PlanState,
  at: Position,
  reachMetres: number,
): NearBorder | null {
  const box = boxAround(at, reachMetres);
  let best: NearBorder | null = null;
  const found: { id: string; metres: number }[] = [];
  for (const { id, geometry } of communities.values()) {
    if (!boxesMeet(areaBox(geometry), box)) continue;
    const rings = ringsOf(geometry);
    const place = nearestOnLines(rings, at);
    if (place === null || place.distanceMetres > reachMetres) continue;
    found.push({ id, metres: place.distanceMetres });
    if (best === null || place.distanceMetres < best.place.distanceMetres) {
      best = { place, rings, communities: [] };
    }
  }
  if (best === null) return null;
  const nearest = best.place.distanceMetres;
  const owners = found.filter(({ metres }) => metres <= nearest + ONE_BORDER);
  return { ...best, communities: owners.map(({ id }) => id) };
}

/** The vertex of a border next to a place, if it is within reach. */
export function vertexNear(
  { place, rings }: NearBorder,
  at: Position,
  reachMetres: number,
): Position | null {
  const ring = rings[place.line] ?? [];
  let best: Position | null = null;
  let nearest = reachMetres;
  for (const vertex of [ring[place.segment], ring[place.segment + 1]]) {
    if (vertex === undefined) continue;
    const metres = metresBetween(at, vertex);
    if (metres <= nearest) {
      best = vertex;
      nearest = metres;
    }
  }
  return best;
}

function nearestBarrier(
  barriers: readonly Barrier[],
  at: Position,
  reachMetres: number,
): { barrier: Barrier; place: NearestPlace } | null {
  let best: { barrier: Barrier; place: NearestPlace } | null = null;
  for (const { barrier, positions } of barrierLinesIn(barriers, boxAround(at, reachMetres))) {
    const place = nearestOnLines([positions], at);
    if (place === null || place.distanceMetres > reachMetres) continue;
    if (best === null || place.distanceMetres < best.place.distanceMetres)
      best = { barrier, place };
  }
  return best;
}

function boxAround([lon = 0, lat = 0]: Position, metres: number) {
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(lon, lat);
  const by = metres / Math.min(metresPerDegreeLon, metresPerDegreeLat);
  return growBox([lon, lat, lon, lat], by);
}

/** In a flat frame: good for the distances of a screen. */
export function metresBetween([ax = 0, ay = 0]: Position, [bx = 0, by = 0]: Position): number {
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(ax, ay);
  return Math.hypot((bx - ax) * metresPerDegreeLon, (by - ay) * metresPerDegreeLat);
}

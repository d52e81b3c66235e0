import { likenessTo, type PackedAreas } from '../../geometry/packed-areas.ts';
import { NOWHERE } from '../box.ts';
import { type Box, hullOf } from './boxes.ts';

/** Of areas that were made from another one: what differs is asked for twice. */
const changesFrom = new WeakMap<PackedAreas, { old: PackedAreas; changes: Box[][] }>();

/**
 * The boxes of the stretches where two areas run through other vertices, by ring: none when they are the same, one for each place
 * where some were moved, put in or taken out. Both have the same rings.
 */
export function changesBetween(old: PackedAreas, now: PackedAreas): Box[][] {
  const known = changesFrom.get(now);
  if (known !== undefined && known.old === old) return known.changes;
  const inCommon = likenessTo(now, old);
  const rings = Array.from({ length: old.ringStart.length - 1 }, (_, ring) => ring);
  const changes = rings.map((ring) => changesAlong(old, now, ring, inCommon?.[ring]));
  // What is kept of an area keeps the one before, and no more than that: not a long row of edits.
  changesFrom.delete(old);
  changesFrom.set(now, { old, changes });
  return changes;
}

/** As many rings, in the same order of parts, shells and holes. */
export function haveSameRings(a: PackedAreas, b: PackedAreas): boolean {
  return (
    a.ringStart.length === b.ringStart.length &&
    a.polygonRing.length === b.polygonRing.length &&
    a.polygonRing.every((ring, p) => ring === b.polygonRing[p])
  );
}

/** The vertices of a ring, closed: from `start` up to `end`. */
interface Course {
  coordinates: Float64Array;
  start: number;
  end: number;
}

/** So many vertices further on the two courses are looked for to meet again. */
const FURTHEST = 32;

/**
 * Walks along a ring of both; where they part, to where they next have a vertex in common.
 * @param inCommon how many vertices are known to be the same at both ends
 */
function changesAlong(
  before: PackedAreas,
  after: PackedAreas,
  ring: number,
  [head, tail]: readonly [number, number] = [0, 0],
): Box[] {
  const course = ({ coordinates, ringStart }: PackedAreas): Course => ({
    ...{ coordinates, start: ringStart[ring]!, end: ringStart[ring + 1]! },
  });
  const [old, now] = [course(before), course(after)];
  const changes: Box[] = [];
  let [i, j] = [old.start + head, now.start + head];
  while (i < old.end || j < now.end) {
    // From here on both are the same.
    if (i === old.end - tail && j === now.end - tail) break;
    if (i < old.end && j < now.end && isSame(old, i, now, j)) {
      i++;
      j++;
      continue;
    }
    const [toOld, toNow] = nextMeeting(old, i, now, j);
    // With the vertices before and behind, in which the segments that differ end.
    changes.push(hullOf([boxOf(old, i - 1, toOld), boxOf(now, j - 1, toNow)]));
    [i, j] = [toOld, toNow];
  }
  return changes;
}

/** The nearest pair of vertices, from i and j on, that are the same; the ends where there is none within reach. */
function nextMeeting(old: Course, i: number, now: Course, j: number): [number, number] {
  for (let steps = 1; steps <= 2 * FURTHEST; steps++) {
    for (let a = Math.max(0, steps - FURTHEST); a <= Math.min(steps, FURTHEST); a++) {
      const [x, y] = [i + a, j + steps - a];
      if (x < old.end && y < now.end && isSame(old, x, now, y)) return [x, y];
    }
  }
  return [old.end, now.end];
}

const isSame = (a: Course, i: number, b: Course, j: number): boolean =>
  a.coordinates[2 * i] === b.coordinates[2 * j] &&
  a.coordinates[2 * i + 1] === b.coordinates[2 * j + 1];

/** Box of the vertices from one to another, both included, as far as the ring has them. */
function boxOf({ coordinates, start, end }: Course, from: number, to: number): Box {
  let [west, south, east, north] = NOWHERE;
  for (let k = Math.max(from, start); k <= Math.min(to, end - 1); k++) {
    const [lon, lat] = [coordinates[2 * k]!, coordinates[2 * k + 1]!];
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

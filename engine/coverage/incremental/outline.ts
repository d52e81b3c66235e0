import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { checkOutline } from '../audit.ts';
import { NOWHERE } from '../box.ts';
import type { JurisdictionInput, Position } from '../types.ts';
import { isOnGlobe, mayMeet, turns } from '../validity/plainly-valid.ts';
import { type Box, hullOf } from './boxes.ts';
import { WindowTooSmallError } from './survey-window.ts';

/** The outline that a coverage is audited against. Never changed. */
export interface Outline {
  /** As it was given. */
  readonly given: JurisdictionInput | null;
  /** Whether it can be used, and what is assumed without one. */
  readonly checked: ReturnType<typeof checkOutline>;
  /** Null when there is none that can be used. */
  readonly packed: PackedAreas | null;
}

/** @param before the outline until now, where this one may be nearly the same: then only what differs is looked at */
export function makeOutline(given: JurisdictionInput | null, before?: Outline): Outline {
  if (given !== null && before !== undefined && before.packed !== null) {
    const packed = packAreas([given.geometry]);
    if (isStillValid(before.packed, packed)) {
      return { given, checked: { jurisdiction: given, findings: [], assumptions: [] }, packed };
    }
  }
  const checked = checkOutline(given);
  const { jurisdiction } = checked;
  return {
    ...{ given, checked },
    packed: jurisdiction === null ? null : packAreas([jurisdiction.geometry]),
  };
}

/**
 * Whether an area is certainly valid because another one is, from which it differs in a few places. The box around the old and the new
 * course of each holds a single run of the new border, which meets itself nowhere. So beyond the box all is as
 * it was, and no other ring lies in it. When in doubt, false.
 */
function isStillValid(old: PackedAreas, now: PackedAreas): boolean {
  if (!haveSameRings(old, now)) return false;
  for (let r = 0; r < old.ringStart.length - 1; r++) {
    for (const box of changesBetween(old, now)[r]!) {
      if (!holdsPlainRun(now, box)) return false;
    }
  }
  return true;
}

/** So many segments are compared each with each. */
const LONGEST_RUN = 64;

function holdsPlainRun({ coordinates, ringStart }: PackedAreas, box: Box): boolean {
  const [west, south, east, north] = box;
  const run: Position[] = [];
  for (let r = 0; r < ringStart.length - 1; r++) {
    let last = -1;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      // Every segment of the outline passes here: its ends are read one by one, and as few as will do.
      const ax = coordinates[2 * k]!;
      const bx = coordinates[2 * k + 2]!;
      if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
      const ay = coordinates[2 * k + 1]!;
      const by = coordinates[2 * k + 3]!;
      if ((ay < south && by < south) || (ay > north && by > north)) continue;
      if (run.length > 0 && last !== k) return false;
      if (run.length === 0) run.push([ax, ay]);
      run.push([bx, by]);
      last = k + 1;
      if (run.length > LONGEST_RUN) return false;
    }
  }
  return run.length > 1 && isPlainRun(run);
}

function isPlainRun(run: readonly Position[]): boolean {
  if (!run.every(isOnGlobe)) return false;
  for (let s = 0; s + 1 < run.length; s++) {
    if (s + 2 < run.length && !turns(run[s]!, run[s + 1]!, run[s + 2]!)) return false;
    for (let t = s + 2; t + 1 < run.length; t++) {
      if (mayMeet(run[s]!, run[s + 1]!, run[t]!, run[t + 1]!)) return false;
    }
  }
  return true;
}

/**
 * The boxes of the stretches where two outlines run through other vertices: none when they are the same, one for
 * each place where some were moved, put in or taken out.
 * @throws WindowTooSmallError when one of them cannot be used, or they have other rings
 */
export function outlineChanges(before: Outline, after: Outline): Box[] {
  const [old, now] = [before.packed, after.packed];
  if (old === now) return [];
  if (old === null || now === null) {
    throw new WindowTooSmallError('the coverage gets an outline, or has none any more');
  }
  if (!haveSameRings(old, now)) throw new WindowTooSmallError('the outline has other rings');
  return changesBetween(old, now).flat();
}

/** Of outlines that were made from another one: what differs is asked for twice. */
const changesFrom = new WeakMap<PackedAreas, { old: PackedAreas; changes: Box[][] }>();

/** The changes along each ring; both have the same rings. */
function changesBetween(old: PackedAreas, now: PackedAreas): Box[][] {
  const known = changesFrom.get(now);
  if (known !== undefined && known.old === old) return known.changes;
  const rings = Array.from({ length: old.ringStart.length - 1 }, (_, ring) => ring);
  const changes = rings.map((ring) => changesAlong(old, now, ring));
  changesFrom.set(now, { old, changes });
  return changes;
}

/** As many rings, in the same order of parts, shells and holes. */
function haveSameRings(a: PackedAreas, b: PackedAreas): boolean {
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

/** Walks along a ring of both; where they part, to where they next have a vertex in common. */
function changesAlong(before: PackedAreas, after: PackedAreas, ring: number): Box[] {
  const course = ({ coordinates, ringStart }: PackedAreas): Course => ({
    ...{ coordinates, start: ringStart[ring]!, end: ringStart[ring + 1]! },
  });
  const [old, now] = [course(before), course(after)];
  const changes: Box[] = [];
  let [i, j] = [old.start, now.start];
  while (i < old.end || j < now.end) {
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

import { type PackedAreas, packAreas, packLike } from '../../geometry/packed-areas.ts';
import { checkOutline } from '../audit.ts';
import type { JurisdictionInput, Position } from '../types.ts';
import { isOnGlobe, mayMeet, turns } from '../validity/plainly-valid.ts';
import { forEachBlock } from './area-blocks.ts';
import { changesBetween, haveSameRings } from './area-changes.ts';
import { type Box, boxesMeet } from './boxes.ts';
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
  if (given !== null && before?.given != null && before.packed !== null) {
    const packed = packLike(given.geometry, before.given.geometry, before.packed);
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

function holdsPlainRun(area: PackedAreas, box: Box): boolean {
  const { coordinates } = area;
  const [west, south, east, north] = box;
  const run: Position[] = [];
  let last = -1;
  let isOneRun = true;
  forEachBlock(area, (block, from, to) => {
    if (!isOneRun || !boxesMeet(block, box)) return;
    for (let k = from; k < to; k++) {
      const ax = coordinates[2 * k]!;
      const bx = coordinates[2 * k + 2]!;
      if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
      const ay = coordinates[2 * k + 1]!;
      const by = coordinates[2 * k + 3]!;
      if ((ay < south && by < south) || (ay > north && by > north)) continue;
      if (run.length === 0) run.push([ax, ay]);
      // A segment of another ring, too, is not the next one: between them is the closing position.
      else if (last !== k) isOneRun = false;
      run.push([bx, by]);
      last = k + 1;
      if (run.length > LONGEST_RUN) isOneRun = false;
      if (!isOneRun) return;
    }
  });
  return isOneRun && run.length > 1 && isPlainRun(run);
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

import { QuickValidity } from '../../coverage/residual/looks-valid.ts';
import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { packAreas } from '../../geometry/packed-areas.ts';
import { mapRings } from '../reshape/edit-rings.ts';
import { type Box, ringsOf, segmentMeetsBox } from './area-box.ts';

/**
 * An area with fewer vertices that is the same one in a box: for an operation that changes ground in the box alone, whatever else the
 * area has. Where its ring runs beside the box, on one side of it, vertices are left out; a ring that goes round the box still does. So inside the box each
 * segment is the one that was given, and the same ground is within. What is written on it is given the vertices back.
 */
export interface CroppedArea {
  geometry: AreaGeometry;
  /** An area that was made of the cropped one, with all that was left out; null where a place for it is missing. */
  restore(made: AreaGeometry): AreaGeometry | null;
}

/** Fewer vertices than this are not worth it. */
const LEAST_LEFT_OUT = 64;

/**
 * Crops an area of one ring. Null where that is not worth it, or the ring would cross itself beyond the box.
 * @param box with all that the operation looks at, and some room around it
 */
export function cropArea(geometry: AreaGeometry, box: Readonly<Box>): CroppedArea | null {
  const [ring, ...others] = ringsOf(geometry);
  if (ring === undefined || others.length > 0) return null;
  const kept = keptVertices(ring, box);
  if (kept === null || ring.length - kept.length < LEAST_LEFT_OUT) return null;
  const short = kept.map((at) => ring[at]!);
  const leftOut = new Map<string, readonly Position[]>();
  for (let i = 1; i < kept.length; i++) {
    const between = ring.slice(kept[i - 1]! + 1, kept[i]!);
    if (between.length > 0) leftOut.set(keyOf(short[i - 1]!, short[i]!), between);
  }
  const cropped = mapRings(geometry, () => short);
  if (short.length < 4 || !new QuickValidity(packAreas([cropped])).looksValid(0)) return null;
  return {
    geometry: cropped,
    restore: (made) => (made === cropped ? geometry : restoreRings(made, leftOut)),
  };
}

/** Indexes of the positions that stay, the first and the last among them; null when the ring does not come into the box. */
function keptVertices(ring: readonly Position[], box: Readonly<Box>): number[] | null {
  const last = ring.length - 1;
  const isMeeting = ring.map(
    (position, i) => i > 0 && segmentMeetsBox(ring[i - 1]!, position, box),
  );
  if (!isMeeting.includes(true)) return null;
  const kept = [0];
  // The sides of the box that all positions since the last one kept lie on: the segment between those lies there too.
  let sides = sidesOf(ring[0]!, box);
  for (let i = 1; i <= last; i++) {
    const position = ring[i]!;
    const here = sidesOf(position, box);
    if (isMeeting[i] === true) {
      if (kept.at(-1) !== i - 1) kept.push(i - 1);
      kept.push(i);
      sides = here;
    } else if ((sides & here) === 0) {
      if (kept.at(-1) !== i - 1) kept.push(i - 1);
      sides = sidesOf(ring[i - 1]!, box) & here;
    } else {
      sides &= here;
    }
  }
  if (kept.at(-1) !== last) kept.push(last);
  return kept;
}

/** A bit for each side of a box that a position lies beyond. */
const sidesOf = (position: Position, [west, south, east, north]: Readonly<Box>): number =>
  (position[0]! < west ? 1 : 0) |
  (position[0]! > east ? 2 : 0) |
  (position[1]! < south ? 4 : 0) |
  (position[1]! > north ? 8 : 0);

const keyOf = (a: Position, b: Position): string => `${a[0]},${a[1]} ${b[0]},${b[1]}`;

function restoreRings(
  made: AreaGeometry,
  leftOut: ReadonlyMap<string, readonly Position[]>,
): AreaGeometry | null {
  let restored = 0;
  const whole = mapRings(made, (ring) => {
    const full: Position[] = [ring[0]!];
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      const there = leftOut.get(keyOf(a, b));
      const back = there === undefined ? leftOut.get(keyOf(b, a)) : undefined;
      if (there !== undefined || back !== undefined) restored++;
      if (there !== undefined) for (const position of there) full.push(position);
      if (back !== undefined) for (let k = back.length - 1; k >= 0; k--) full.push(back[k]!);
      full.push(b);
    }
    return full;
  });
  return restored === leftOut.size ? whole : null;
}

import { footOn } from './line-index.ts';
import { point } from './plane.ts';
import { closeRing, isInRings } from './rings.ts';
import { simplify } from './simplify.ts';
import { distance, lengthOf, measureAlong, type Point } from './strand.ts';
import type { WaterArea } from './water-lines.ts';

/** Cross-sections are taken this far apart, in metres, but at most {@link MOST_SECTIONS} of them. */
const SECTION_STEP = 10;
const MOST_SECTIONS = 500;
/** A line that leaves the water at more of its cross-sections than this is none of its centreline. */
const MOST_ASTRAY = 0.1;
/** Vertices that change the centreline by less are left out. Metres. */
const SIMPLIFY = 1;

/**
 * The middle line of a long and narrow water, from tip to tip. The shore is parted at its two
 * vertices furthest from one another into two banks; from places along one bank the nearest place on
 * the other, never turning back, gives a cross-section, and their middles give the line. Islands do
 * not count. Null where the water is no such course (branches, a ring): a line would leave it.
 */
export function centrelineOf({ shell }: WaterArea): Point[] | null {
  const ring = closeRing(shell).slice(0, -1);
  const tips = furthestPair(ring);
  if (tips === null) return null;
  const [first, second] = tips;
  const bank = ring.slice(first, second + 1);
  const other = [...ring.slice(second), ...ring.slice(0, first + 1)].reverse();
  const [left, right] = [resample(bank), resample(other)];
  if (left === null || right === null) return null;
  const middles: Point[] = [bank[0]!];
  let at = 0;
  for (const place of left.slice(1, -1)) {
    at = nearestFrom(right, at, place);
    const foot = footNear(right, at, place);
    middles.push(point((place[0] + foot[0]) / 2, (place[1] + foot[1]) / 2));
  }
  middles.push(bank.at(-1)!);
  const astray = middles.slice(1, -1).filter((p) => !isInRings(p, [ring])).length;
  return astray > MOST_ASTRAY * middles.length ? null : simplify(middles, SIMPLIFY);
}

/** Indexes, ascending, of the two points furthest from one another. */
function furthestPair(ring: readonly Point[]): [number, number] | null {
  // The furthest from any point, and the furthest from that one: good enough for the tips of a course.
  let from = 0;
  let to = 0;
  for (let round = 0; round < 4; round++) {
    let best = 0;
    for (let i = 0; i < ring.length; i++) {
      const gap = distance(ring[from]!, ring[i]!);
      if (gap > best) {
        best = gap;
        to = i;
      }
    }
    if (round < 3) [from, to] = [to, from];
  }
  return from === to ? null : from < to ? [from, to] : [to, from];
}

/** Places at even spacing, the ends included. */
function resample(points: readonly Point[]): Point[] | null {
  const length = lengthOf(points);
  if (length === 0) return null;
  const along = measureAlong(points);
  const parts = Math.max(2, Math.min(MOST_SECTIONS, Math.round(length / SECTION_STEP)));
  const places: Point[] = [];
  let at = 0;
  for (let i = 0; i <= parts; i++) {
    const wanted = (length * i) / parts;
    while (at < points.length - 2 && along[at + 1]! < wanted) at++;
    const [a, b] = [points[at]!, points[at + 1]!];
    const t = Math.min(1, (wanted - along[at]!) / (along[at + 1]! - along[at]! || 1));
    places.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
  }
  return places;
}

/** The nearest of the places from one on. */
function nearestFrom(places: readonly Point[], from: number, to: Point): number {
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  // No further than a tenth of the bank ahead: past a bend the other bank may come near again.
  const end = Math.min(places.length, from + Math.max(5, Math.ceil(places.length / 10)));
  for (let i = from; i < end; i++) {
    const gap = distance(places[i]!, to);
    if (gap < least) {
      least = gap;
      best = i;
    }
  }
  return best;
}

function footNear(places: readonly Point[], at: number, to: Point): Point {
  let best = places[at]!;
  for (const i of [at - 1, at]) {
    if (i < 0 || i + 1 >= places.length) continue;
    const foot = footOn(places[i]!, places[i + 1]!, to);
    if (distance(foot, to) < distance(best, to)) best = foot;
  }
  return best;
}

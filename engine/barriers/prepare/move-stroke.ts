import { SECTION_STEP, type Section, WINDOW } from './cross-sections.ts';
import { point } from './plane.ts';
import { simplify } from './simplify.ts';
import { type Point, type Strand, withPoints } from './strand.ts';
import { directionAt, type Interval, placeAt, type Stroke } from './strokes.ts';

/** Offsets are averaged over this many cross-sections to each side, or this much of the widest. */
const SMOOTH = 3;
const SMOOTH_BY_OFFSET = 1.5;
/** Less than this is no move. Metres. */
const LEAST_MOVE = 0.01;
/** Vertices that change a centreline by less are left out. Metres. */
const SIMPLIFY = 0.5;

/** How far the line moves to the left at each cross-section; none outside the runs, but for a taper. */
export function smoothOffsets(
  sections: readonly Section[],
  size: number,
  runs: readonly Interval[],
  length: number,
): Float64Array {
  const raw = new Float64Array(sections.length);
  for (const [from, to] of runs) {
    const first = Math.round(from / size);
    const end = Math.min(sections.length, Math.round(to / size));
    let known = first;
    for (let i = first; i < end; i++) {
      const section = sections[i]!;
      if (section === null) continue;
      raw[i] = (section.least + section.most) / 2;
      for (let gap = known + 1; gap < i; gap++) {
        raw[gap] = raw[known]! + ((raw[i]! - raw[known]!) * (gap - known)) / (i - known);
      }
      known = i;
    }
  }
  return average(raw, size, length);
}

/** The wider the offsets, the longer the way over which they change. */
function average(raw: Float64Array, size: number, length: number): Float64Array {
  const widest = raw.reduce((most, offset) => Math.max(most, Math.abs(offset)), 0);
  const window = Math.max(SMOOTH, Math.ceil((SMOOTH_BY_OFFSET * widest) / size));
  if (length < SECTION_STEP * (2 * SMOOTH + 1)) return raw;
  // Beyond the stroke's ends the road goes on under another name: its offset does not fall to none.
  const at = (i: number): number => raw[Math.max(0, Math.min(raw.length - 1, i))]!;
  return raw.map((_, i) => {
    let sum = 0;
    for (let j = i - window; j <= i + window; j++) sum += at(j);
    return sum / (2 * window + 1);
  });
}

/** A stroke after a move. */
export interface MovedStroke {
  strands: Strand[];
  /** Its vertices that were moved, where they were. */
  moved: Point[];
}

/** Moves a stroke's strands to the left by its offsets; the ends where strands meet move alike. */
export function moveStroke(stroke: Stroke, offsets: Float64Array, size: number): MovedStroke {
  const offsetAt = (at: number): number => {
    const i = at / size - 0.5;
    const low = Math.max(0, Math.min(offsets.length - 1, Math.floor(i)));
    const high = Math.max(0, Math.min(offsets.length - 1, Math.ceil(i)));
    return offsets[low]! + (offsets[high]! - offsets[low]!) * (i - Math.floor(i));
  };
  const moved: Point[] = [];
  const strands = stroke.strands.flatMap((strand, s) => {
    const [from, to] = [stroke.starts[s]!, stroke.starts[s + 1]!];
    const stops = stopsOf(stroke, from, to, size, offsetAt);
    const isFixed: boolean[] = [];
    const points = stops.map(({ at, vertex }) => {
      const offset = offsetAt(at);
      const place = vertex ?? placeAt(stroke, at);
      isFixed.push(vertex !== null && Math.abs(offset) < LEAST_MOVE);
      if (isFixed.at(-1)) return place;
      if (vertex !== null) moved.push(vertex);
      const [dx, dy] = directionAt(stroke, at, WINDOW);
      return point(place[0] - dy * offset, place[1] + dx * offset);
    });
    return withPoints(
      strand,
      simplify(points, SIMPLIFY, (i) => isFixed[i]!),
    );
  });
  return { strands, moved };
}

interface Stop {
  at: number;
  /** The stroke's own vertex there; null: a cross-section. */
  vertex: Point | null;
}

/** Places of a strand that are moved: its vertices, and cross-sections where it moves at all. */
function stopsOf(
  { points, along }: Stroke,
  from: number,
  to: number,
  size: number,
  offsetAt: (at: number) => number,
): Stop[] {
  const stops: Stop[] = [];
  for (let i = 0; i < points.length; i++) {
    if (along[i]! >= from && along[i]! <= to) stops.push({ at: along[i]!, vertex: points[i]! });
  }
  for (let i = Math.ceil(from / size - 0.5); (i + 0.5) * size < to; i++) {
    const at = (i + 0.5) * size;
    if (at > from && Math.abs(offsetAt(at)) >= LEAST_MOVE) stops.push({ at, vertex: null });
  }
  return stops.sort((a, b) => a.at - b.at);
}

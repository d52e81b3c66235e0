import type { LineIndex, NearPlace } from './line-index.ts';
import type { Point } from './strand.ts';
import { directionAt, type Interval, placeAt, type Stroke } from './strokes.ts';

/** Spacing of the places that are looked at: half the distance, within these. Metres. */
const LEAST_STEP = 3;
const MOST_STEP = 10;

/** When a stroke counts as running along some lines. */
export interface AlongRule {
  /** Greatest distance, in metres. */
  within: number;
  /** Least |cos| of the angle between the directions. */
  cosine: number;
  /** Stretches between two runs, shorter than this, belong to them. Metres. */
  fillMetres: number;
  /** Runs shorter than this do not count, unless they are the whole stroke. Metres. */
  leastMetres: number;
}

/**
 * Stretches of a stroke, in arc length, that run along the lines of an index.
 * @param accepts which places on the lines count
 * @param tell is told each place that the stroke runs along
 */
export function runsAlong(
  stroke: Stroke,
  lines: LineIndex,
  rule: AlongRule,
  accepts: (place: NearPlace, at: number) => boolean = () => true,
  tell?: (place: NearPlace) => void,
): Interval[] {
  const length = stroke.along.at(-1)!;
  const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, rule.within / 2));
  const count = Math.max(1, Math.ceil(length / step));
  const size = length / count;
  const window = Math.max(3, rule.within / 4);
  const isAlong: boolean[] = [];
  for (let i = 0; i < count; i++) {
    const at = (i + 0.5) * size;
    let direction: Point | null = null;
    const near = lines.nearest(placeAt(stroke, at), rule.within, (place, a, b) => {
      if (!accepts(place, at)) return false;
      direction ??= directionAt(stroke, at, window);
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const cosine = Math.abs(dx * direction[0] + dy * direction[1]) / (Math.hypot(dx, dy) || 1);
      return cosine >= rule.cosine;
    });
    isAlong.push(near !== null);
    if (near !== null) tell?.(near);
  }
  return intervalsOf(isAlong, size, rule, length);
}

/** Runs of true as intervals: gaps filled, then short ones dropped. */
export function intervalsOf(
  isIn: readonly boolean[],
  size: number,
  { fillMetres, leastMetres }: Pick<AlongRule, 'fillMetres' | 'leastMetres'>,
  length: number,
): Interval[] {
  const merged: [number, number][] = [];
  isIn.forEach((is, i) => {
    if (!is) return;
    const [from, to] = [i * size, i + 1 === isIn.length ? length : (i + 1) * size];
    const last = merged.at(-1);
    if (last !== undefined && from - last[1] <= fillMetres + 1e-9) last[1] = to;
    else merged.push([from, to]);
  });
  return merged.filter(
    ([from, to]) => to - from >= leastMetres || to - from >= length * (1 - 1e-9),
  );
}

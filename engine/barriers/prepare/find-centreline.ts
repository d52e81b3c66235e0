import { type Company, PARALLEL, type Section, takeSections } from './cross-sections.ts';
import { LineIndex, type NearPlace } from './line-index.ts';
import { type MovedStroke, moveStroke, smoothOffsets } from './move-stroke.ts';
import { intervalsOf, runsAlong } from './runs-along.ts';
import { measureAlong } from './strand.ts';
import { type Interval, runBetween, type Stroke } from './strokes.ts';

/** A gap between two runs as long as this is a junction, where carriageways bend or have no name. */
const JUNCTION_METRES = 60;
/** Carriageways run side by side for at least this long, and half again their distance. */
const LEAST_METRES = 30;
/** Twins may lie this much further off between two cross-sections. Metres. */
const SLACK = 5;

/** A stroke with its twins, as one line. */
export interface Centreline extends MovedStroke {
  /** Strokes, by their index, and the stretches of them that it stands for. */
  twins: Map<number, Interval[]>;
  /** The furthest that anything it stands for lay from it. Metres. */
  reachMetres: number;
  /** Mean distance between the outermost of its carriageways. Metres. */
  widthMetres: number;
}

/**
 * The middle of a stroke and of those that run beside it within a distance. At cross-sections every
 * few metres the parallels are found, each within reach of the next; the middle of the outermost,
 * averaged along the way, is where the line goes. Null where none runs beside it for long enough.
 * @param index the strokes of the group, in their order
 */
export function findCentreline(
  master: number,
  strokes: readonly Stroke[],
  index: LineIndex,
  company: Company,
): Centreline | null {
  const stroke = strokes[master]!;
  const length = stroke.along.at(-1)!;
  const { sections, size, beside } = takeSections(master, strokes, index, company);
  const widths = sections.flatMap((section) =>
    section ? [Math.max(section.reach, section.most - section.least)] : [],
  );
  if (widths.length === 0) return null;
  const widthMetres = widths.reduce((sum, width) => sum + width, 0) / widths.length;
  const leastMetres = Math.max(LEAST_METRES, 1.5 * widthMetres);
  const runs = intervalsOf(
    sections.map((section) => section !== null),
    size,
    { fillMetres: JUNCTION_METRES, leastMetres },
    length,
  );
  const reachAt = reachAlong(sections, size);
  const twins = findTwins(stroke, strokes, beside, runs, reachAt, company);
  if (runs.length === 0 || twins.size === 0) return null;
  const reachMetres = sections.reduce((most, section) => Math.max(most, section?.reach ?? 0), 0);
  const offsets = smoothOffsets(sections, size, runs, length);
  return { ...moveStroke(stroke, offsets, size), twins, reachMetres, widthMetres };
}

/** Stretches of the strokes beside that lie along the runs of the master. */
function findTwins(
  stroke: Stroke,
  strokes: readonly Stroke[],
  beside: ReadonlySet<number>,
  runs: readonly Interval[],
  reachAt: (at: number) => number,
  { reach, isFree }: Company,
): Map<number, Interval[]> {
  const parts = runs.map(([from, to]) => runBetween(stroke, from, to));
  const along = parts.map(measureAlong);
  const index = new LineIndex(parts);
  const isInReach = (place: NearPlace): boolean =>
    place.distance <= reachAt(runs[place.line]![0] + along[place.line]![place.at]!) + SLACK;
  const rule = {
    within: reach.inAll,
    cosine: PARALLEL,
    fillMetres: JUNCTION_METRES,
    leastMetres: LEAST_METRES / 2,
  };
  const twins = new Map<number, Interval[]>();
  for (const line of [...beside].sort((a, b) => a - b)) {
    const intervals = runsAlong(
      strokes[line]!,
      index,
      rule,
      (place, at) => isInReach(place) && isFree(line, at),
    );
    if (intervals.length > 0) twins.set(line, intervals);
  }
  return twins;
}

/** How far to either side the lines lie that it stands for, the most within a junction's length. */
function reachAlong(sections: readonly Section[], size: number): (at: number) => number {
  const window = Math.ceil(JUNCTION_METRES / 2 / size);
  const reach = sections.map((_, i) =>
    sections
      .slice(Math.max(0, i - window), i + window + 1)
      .reduce((most, section) => Math.max(most, section?.reach ?? 0), 0),
  );
  return (at) => reach[Math.min(reach.length - 1, Math.floor(at / size))]!;
}

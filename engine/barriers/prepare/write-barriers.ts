import type { Position } from '../../coverage/types.ts';
import type { Barrier } from '../types.ts';
import type { AreaOutline } from './area-outline.ts';
import type { Anchors } from './clip-to-area.ts';
import { alignment, crossingOf, footOn } from './line-index.ts';
import type { Plane } from './plane.ts';
import { SegmentGraph } from './segment-graph.ts';
import { type BarrierIdentity, distance, type Point, type Strand } from './strand.ts';

/**
 * How far a line that ends on the outline reaches past it, in metres. The crossing is rounded, a
 * hair's breadth to either side; past it the line is sure to cut.
 */
export const OVERRUN = 1;
/** A vertex that noding put on a straight line is this near it. Metres. */
const PASSING = 1e-4;

/** One barrier for each source that is left, by id, with its runs. */
export function writeBarriers(
  strands: readonly Strand[],
  anchors: Anchors,
  outline: AreaOutline,
  plane: Plane,
): Barrier[] {
  const runs = new Map<BarrierIdentity, Position[][]>();
  const graph = new SegmentGraph(strands);
  const degreeOf = (p: Point): number => graph.degree(graph.nodeAt(p));
  for (const { barrier, points } of strands) {
    // Corners of the outline are given back as they came: what meets there meets exactly.
    const run = dropRepeats(
      overrun(points, outline, anchors, degreeOf).map((p) => {
        const [lon, lat] = outline.positionOf(p) ?? plane.toPosition(p);
        return [lon!, lat!];
      }),
    );
    if (run.length < 2) continue;
    const list = runs.get(barrier);
    if (list) list.push(run);
    else runs.set(barrier, [run]);
  }
  const barriers = [...runs].map(([identity, lines]): Barrier => {
    const { id, class: barrierClass, name, nameEn } = identity;
    lines.sort(comparePaths);
    return {
      id,
      class: barrierClass,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      geometry:
        lines.length === 1
          ? { type: 'LineString', coordinates: lines[0]! }
          : { type: 'MultiLineString', coordinates: lines },
    };
  });
  return barriers.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The run with its ends on the outline or on a border led past it. */
function overrun(
  points: readonly Point[],
  outline: AreaOutline,
  anchors: Anchors,
  degreeOf: (point: Point) => number,
): Point[] {
  const [first, last] = [points[0]!, points.at(-1)!];
  const lead = (from: Point, end: Point): Point[] => {
    if (anchors.isOnOutline(end)) return leadPast(from, end, outline);
    if (!anchors.isOnBorder(end) || degreeOf(end) > 1) return [end];
    // Beyond it there is ground as well: straight on will do.
    const ahead = step(end, Math.atan2(end[1] - from[1], end[0] - from[0]), OVERRUN);
    return outline.positionOf(end) === undefined ? [ahead] : [end, ahead];
  };
  // Where it crosses a border the border cuts it: a vertex of its own would lie a hair's breadth beside that.
  const passes = (before: Point, p: Point, after: Point): boolean =>
    anchors.isOnBorder(p) &&
    degreeOf(p) === 2 &&
    outline.positionOf(p) === undefined &&
    distance(footOn(before, after, p), p) < PASSING;
  return [
    ...lead(points[1]!, first).reverse(),
    ...points.slice(1, -1).filter((p, i) => !passes(points[i]!, p, points[i + 2]!)),
    ...lead(points.at(-2)!, last),
  ];
}

/**
 * The end, led straight on where it crosses the outline, or else turned as little as leads clear of
 * the area: at a corner of the outline, or at a flat angle to it. Straight on, the end itself is
 * left out, as the crossing will be next to it; not so a corner, which is exact, and which the line
 * might miss.
 */
function leadPast(from: Point, end: Point, outline: AreaOutline): Point[] {
  const ahead = Math.atan2(end[1] - from[1], end[0] - from[0]);
  const [straight, ...turned] = TURNS.map((turn) => step(end, ahead + turn, OVERRUN)) as [Point];
  const isCorner = outline.positionOf(end) !== undefined;
  if (!isCorner && crosses(step(end, ahead, -OVERRUN), straight, outline)) return [straight];
  return [end, [straight, ...turned].find((p) => isClear(p, outline)) ?? straight];
}

const step = ([x, y]: Point, direction: number, length: number): Point => [
  x + length * Math.cos(direction),
  y + length * Math.sin(direction),
];

/** Does a–b, with an end on the outline in its middle, cross it there at more than a flat angle? */
function crosses(a: Point, b: Point, { index }: AreaOutline): boolean {
  let isCrossed = false;
  index.forEachNear(a, b, 0, (c, d) => {
    const crossing = crossingOf(a, b, c, d);
    if (crossing === null || alignment(a, b, c, d) > FLAT) return;
    if (Math.abs(crossing.t - 0.5) < 0.2) isCrossed = true;
  });
  return isCrossed;
}

const isClear = (p: Point, outline: AreaOutline): boolean =>
  !outline.contains(p) && outline.distance(p, OVERRUN) >= OVERRUN / 3;

/** |cos| of a flat angle: 10°. */
const FLAT = 0.985;

/** In steps of 30°, to the left and to the right. */
const TURNS = [0, 1, -1, 2, -2, 3, -3, 4, -4].map((step) => (step * Math.PI) / 6);

const dropRepeats = (run: Position[]): Position[] =>
  run.filter((p, i) => i === 0 || p[0] !== run[i - 1]![0] || p[1] !== run[i - 1]![1]);

function comparePaths(a: Position[], b: Position[]): number {
  const [p, q] = [a[0]!, b[0]!];
  return p[0]! - q[0]! || p[1]! - q[1]! || a.length - b.length || a[1]![0]! - b[1]![0]!;
}

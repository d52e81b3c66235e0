import type { AreaOutline } from './area-outline.ts';
import { nodeStrands } from './node-strands.ts';
import type { NoteBook } from './notes.ts';
import { point } from './plane.ts';
import { type BarrierIdentity, distance, type Point, type Strand, withPoints } from './strand.ts';

/** Longer segments are looked at in pieces, so that one that only passes the area is not kept whole. */
const PIECE = 100;

/**
 * Stage c, first part: what lies further than the margin from the area is left out. Lines that go
 * on are cut at a vertex or inside a long segment, beyond the margin or nearly so.
 * @returns strands near the area, and those left out
 */
export function clipNear(
  strands: readonly Strand[],
  outline: AreaOutline,
  margin: number,
): { near: Strand[]; far: Strand[] } {
  const near: Strand[] = [];
  const far: Strand[] = [];
  const box = outline.box(margin);
  for (const strand of strands) {
    const points = cutLong(strand.points, box);
    const own = new Set(strand.points);
    const isNear = points.map((p) => outline.contains(p) || outline.distance(p, margin) <= margin);
    splitAt(points, (i) => {
      const [a, b] = [i, i + 1];
      // Nothing between two far ends is near: pieces are shorter than the margin allows to matter.
      return isNear[a]! || isNear[b]!;
    }).forEach(({ run, is }) => {
      // Points put in to look at pieces go again, but for where it was cut.
      const kept = run.filter((p, i) => i === 0 || i === run.length - 1 || own.has(p));
      (is ? near : far).push(...withPoints(strand, kept));
    });
  }
  return { near, far };
}

/** Where noded strands meet the outline, or a border inside the area. */
export interface Anchors {
  isOnOutline: (point: Point) => boolean;
  isOnBorder: (point: Point) => boolean;
}

/** What lies inside the area, and where it meets the outline. */
export interface ClippedStrands {
  inside: Strand[];
  outside: Strand[];
  anchors: Anchors;
}

/** Stage c, last part: cuts strands where they cross the outline. Those inside are noded. */
export function clipInside(strands: readonly Strand[], outline: AreaOutline): ClippedStrands {
  const { noded, anchors } = nodeWithOutline(strands, outline);
  const inside: Strand[] = [];
  const outside: Strand[] = [];
  for (const strand of noded) {
    const { points } = strand;
    splitAt(points, (i) => {
      const [a, b] = [points[i]!, points[i + 1]!];
      return outline.contains([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    }).forEach(({ run, is }) => {
      (is ? inside : outside).push(...withPoints(strand, run));
    });
  }
  return { inside, outside, anchors };
}

/** Nodes strands with one another, with the outline and with borders; tells which points are on those. */
export function nodeWithOutline(
  strands: readonly Strand[],
  { rings, borders }: AreaOutline,
): { noded: Strand[]; anchors: Anchors } {
  const fixed = [
    ...rings.map((points) => ({ barrier: OUTLINE, points })),
    ...borders.map((points) => ({ barrier: BORDER, points })),
  ];
  const all = nodeStrands([...fixed, ...strands], fixed.length);
  const onOutline = new Set<string>();
  const onBorder = new Set<string>();
  const noded: Strand[] = [];
  for (const strand of all) {
    const { barrier, points } = strand;
    if (barrier !== OUTLINE && barrier !== BORDER) noded.push(strand);
    else for (const [x, y] of points) (barrier === OUTLINE ? onOutline : onBorder).add(`${x},${y}`);
  }
  return {
    noded,
    anchors: {
      isOnOutline: ([x, y]) => onOutline.has(`${x},${y}`),
      isOnBorder: ([x, y]) => onBorder.has(`${x},${y}`),
    },
  };
}

/** Stand for the outline and for borders among strands; they never leave this file. */
const OUTLINE: BarrierIdentity = { id: '', class: 'wall' };
const BORDER: BarrierIdentity = { id: '', class: 'wall' };

/** One note for each class of what lies outside. */
export function noteOutside(strands: readonly Strand[], book: NoteBook): void {
  book.addGrouped(
    strands,
    ({ class: barrierClass }) => barrierClass,
    () => ({
      kind: 'outside',
      message: (metres, names) => ({
        zh: `区域之外：${names.zh} 共 ${(metres / 1000).toFixed(2)} 公里，已略去。`,
        en: `Outside the area: ${(metres / 1000).toFixed(2)} km of ${names.en}, left out.`,
      }),
    }),
  );
}

/** Maximal runs of segments that are, or are not, wanted. */
export function splitAt(
  points: readonly Point[],
  wants: (segment: number) => boolean,
): { run: Point[]; is: boolean }[] {
  const runs: { run: Point[]; is: boolean }[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const is = wants(i);
    const last = runs.at(-1);
    if (last?.is === is) last.run.push(points[i + 1]!);
    else runs.push({ run: [points[i]!, points[i + 1]!], is });
  }
  return runs;
}

/** The points with more between them in the box of the area, so that no piece there is long. */
function cutLong(points: readonly Point[], [low, high]: readonly [Point, Point]): Point[] {
  const result: Point[] = [points[0]!];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const within = spanInBox(a, b, low, high);
    if (within !== null && distance(a, b) > PIECE) {
      const [from, to] = within;
      const parts = Math.ceil(((to - from) * distance(a, b)) / PIECE);
      for (let part = 0; part <= parts; part++) {
        const t = from + ((to - from) * part) / Math.max(1, parts);
        if (t > 0 && t < 1) {
          result.push(point(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])));
        }
      }
    }
    result.push(b);
  }
  return result;
}

/** Parameters between which a–b lies in a box (Liang and Barsky 1984); null: nowhere. */
function spanInBox(a: Point, b: Point, low: Point, high: Point): [number, number] | null {
  let [from, to] = [0, 1];
  for (const axis of [0, 1] as const) {
    const run = b[axis] - a[axis];
    const [enter, leave] = [low[axis] - a[axis], high[axis] - a[axis]];
    if (run === 0) {
      if (enter > 0 || leave < 0) return null;
      continue;
    }
    from = Math.max(from, Math.min(enter / run, leave / run));
    to = Math.min(to, Math.max(enter / run, leave / run));
  }
  return from <= to ? [from, to] : null;
}

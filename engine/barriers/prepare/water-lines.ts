import { lengthText } from '../../coverage/format-figures.ts';
import { noteDroppedClasses } from './choose-sources.ts';
import { LineIndex } from './line-index.ts';
import type { NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { boxOf, closeRing, isInRings } from './rings.ts';
import {
  type BarrierIdentity,
  distance,
  lengthOf,
  type Point,
  type Strand,
  withPoints,
} from './strand.ts';
import { centrelineOf } from './water-centreline.ts';

/** One polygon of a water body, in the plane. */
export interface WaterArea {
  readonly barrier: BarrierIdentity;
  readonly shell: readonly Point[];
  readonly holes: readonly (readonly Point[])[];
}

/** Length over mean width from which a water is a course and not a lake: about a rectangle of 7 to 1. */
const NARROW_FROM = 8;
/** A waterway this long inside, as a share of the water's length, stands for it. */
const STANDS_FOR = 0.6;
/** Spacing of the places at which a waterway is looked for in a water. Metres. */
const STEP = 10;

/**
 * Stage b: lines in place of waters. A course with a waterway running along it adds nothing, one
 * without gives its centreline, a lake its shore, so that it becomes a unit of its own; and so do islands as
 * large as a lake that counts.
 * @returns the lines given, and those added; and the lakes that gave their shores
 */
export function addWaterLines(
  strands: readonly Strand[],
  waters: readonly WaterArea[],
  settings: Settings,
  book: NoteBook,
): { lines: Strand[]; lakes: WaterArea[] } {
  const waterways = strands.filter(
    ({ barrier, shore }) =>
      shore === undefined && (barrier.class === 'river' || barrier.class === 'canal'),
  );
  const index = new LineIndex(waterways.map(({ points }) => points));
  const cuts = new Set(settings.classes);
  const shores = waters
    .filter(({ barrier }) => !cuts.has(barrier.class))
    .map(({ barrier, shell }) => ({ barrier, points: closeRing(shell) }));
  noteDroppedClasses(shores, book);
  const added: Strand[] = [];
  const lakes: WaterArea[] = [];
  for (const given of waters) {
    if (!cuts.has(given.barrier.class)) continue;
    const water = withIslands(given, settings);
    const lines = lineFor(water, index, settings, book);
    added.push(...lines);
    if (lines.some(({ shore }) => shore === 'of-lake')) lakes.push(water);
  }
  return { lines: [...strands, ...added], lakes };
}

/** Smaller islands are water: nobody draws a border around them. */
const withIslands = (water: WaterArea, { lakesFromSquareMetres }: Settings): WaterArea => ({
  ...water,
  holes: water.holes.filter(
    (ring) => Math.abs(signedArea(closeRing(ring))) >= lakesFromSquareMetres,
  ),
});

function lineFor(
  water: WaterArea,
  waterways: LineIndex,
  settings: Settings,
  book: NoteBook,
): Strand[] {
  const shore = closeRing(water.shell);
  const note = (
    kind: 'water-by-its-line' | 'centreline-of-water' | 'shore-of-water' | 'dropped-water',
    run: readonly Point[],
    zh: string,
    en: string,
  ): void =>
    book.add({
      kind,
      barriers: [water.barrier],
      runs: [run],
      message: (metres, name) => ({
        zh: `水面 ${name.zh}：${zh.replace('{length}', lengthText(metres).zh)}。`,
        en: `Water ${name.en}: ${en.replace('{length}', lengthText(metres).en)}.`,
      }),
    });
  const area = Math.abs(signedArea(shore));
  const perimeter = lengthOf(shore);
  // Of a rectangle as long and as narrow as this.
  const length = perimeter / 2 - (2 * area) / perimeter;
  const isNarrow = area > 0 && length / ((2 * area) / perimeter) >= NARROW_FROM;
  const run = lengthInside(waterways, water);
  const extent = isNarrow ? length : extentOf(shore);
  if (run >= STANDS_FOR * extent && (isNarrow || isCourse(water.barrier))) {
    note(
      'water-by-its-line',
      shore,
      '已有水系中线沿其通过，以中线为准',
      'a waterway runs along it and stands for it',
    );
    return [];
  }
  if (area < settings.lakesFromSquareMetres) {
    note(
      'dropped-water',
      shore,
      '面积小，不单独划界，已略去',
      'too small to bound anything, left out',
    );
    return [];
  }
  const centreline = isNarrow ? centrelineOf(water) : null;
  if (centreline !== null) {
    note(
      'centreline-of-water',
      centreline,
      '狭长水面，取中线 {length}',
      'long and narrow, its centreline of {length} bounds',
    );
    return withPoints({ barrier: water.barrier, points: centreline }, centreline);
  }
  note(
    'shore-of-water',
    shore,
    '取岸线 {length}，水面自成一个单元',
    'its shore of {length} bounds, the water is a unit of its own',
  );
  return [shore, ...water.holes.map(closeRing)].flatMap((points) =>
    withPoints({ barrier: water.barrier, points, shore: 'of-lake' }, points),
  );
}

/** Does the source itself call it part of a river? Pieces of a wide river are as compact as lakes. */
const isCourse = ({ kind }: BarrierIdentity): boolean =>
  kind !== undefined && /riverbank|=river|=canal|=stream/.test(kind);

/** Length of the waterways inside a water. */
function lengthInside(waterways: LineIndex, { shell, holes }: WaterArea): number {
  const [low, high] = boxOf(shell);
  const rings = [shell, ...holes];
  let length = 0;
  waterways.forEachNear(low, high, 0, (a, b) => {
    const parts = Math.max(1, Math.ceil(distance(a, b) / STEP));
    for (let i = 0; i < parts; i++) {
      const t = (i + 0.5) / parts;
      const middle: Point = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
      if (isInRings(middle, rings)) length += distance(a, b) / parts;
    }
  });
  return length;
}

function extentOf(points: readonly Point[]): number {
  const [low, high] = boxOf(points);
  return Math.max(high[0] - low[0], high[1] - low[1]);
}

function signedArea(ring: readonly Point[]): number {
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    twice += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  }
  return twice / 2;
}

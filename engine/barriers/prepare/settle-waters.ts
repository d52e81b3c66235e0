import { lengthText } from '../../coverage/format-figures.ts';
import { splitAt } from './clip-to-area.ts';
import { crossingOf, LineIndex } from './line-index.ts';
import { nodeStrands } from './node-strands.ts';
import { barrierNames, type NoteBook } from './notes.ts';
import { reattach } from './reattach.ts';
import { boxOf, isInRings } from './rings.ts';
import { runsAlong } from './runs-along.ts';
import { type BarrierIdentity, distance, type Point, type Strand, withPoints } from './strand.ts';
import { cutStroke, formStrokes, type Interval, placeAt } from './strokes.ts';
import type { WaterArea } from './water-lines.ts';

/** To both sides of a shore this far away it is told what lies there. Metres. */
const BESIDE = 0.5;

/**
 * Makes one of each lake: a river that flows through it, the shore that two of its parts share, and what of
 * one water lies in another cut nothing there.
 * @param strands noded
 */
export function keepLakesWhole(
  strands: readonly Strand[],
  lakes: readonly WaterArea[],
  book: NoteBook,
): Strand[] {
  if (lakes.length === 0) return [...strands];
  const boxed = lakes.map(({ shell, holes }) => ({ box: boxOf(shell), rings: [shell, ...holes] }));
  const isInLake = ([x, y]: Point): boolean =>
    boxed.some(
      ({ box: [low, high], rings }) =>
        x >= low[0] && x <= high[0] && y >= low[1] && y <= high[1] && isInRings([x, y], rings),
    );
  return strands.flatMap((strand) => {
    const { barrier, points, shore } = strand;
    if (!isWater(barrier)) return [strand];
    const isInside = (a: Point, b: Point): boolean =>
      besideMiddle(a, b, shore === undefined ? 0 : BESIDE).every(isInLake);
    return splitAt(points, (i) => isInside(points[i]!, points[i + 1]!)).flatMap(({ run, is }) => {
      if (!is) return withPoints(strand, run);
      book.add({
        kind: 'inside-lake',
        barriers: [barrier],
        runs: [run],
        message: (metres, name) => ({
          zh: `${name.zh} 有 ${lengthText(metres).zh} 在湖泊水面之中，水面不予切开。`,
          en: `${name.en} runs through a lake for ${lengthText(metres).en}: the lake is not cut.`,
        }),
      });
      return [];
    });
  });
}

const isWater = ({ class: barrierClass }: BarrierIdentity): boolean =>
  barrierClass === 'river' || barrierClass === 'canal';

/** The middle of a segment, or the places to both sides of it. */
function besideMiddle(a: Point, b: Point, offset: number): Point[] {
  const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  if (offset === 0) return [middle];
  const scale = offset / (distance(a, b) || 1);
  const [dx, dy] = [-(b[1] - a[1]) * scale, (b[0] - a[0]) * scale];
  return [
    [middle[0] + dx, middle[1] + dy],
    [middle[0] - dx, middle[1] - dy],
  ];
}

/** A course stands for shores at most this far from it: wide rivers have banks some 600 m apart. Metres. */
const BANK_METRES = 300;
/** A stream's are near it. */
const STREAM_BANK_METRES = 40;
/** Shores are rugged: groynes, harbours. Within 60° of the course. */
const COSINE = 0.5;
/** Sight lines from shore to course begin and end clear of both. Metres. */
const CLEAR = 0.5;

/**
 * Leaves out shores of a water that is not known as a whole where they run along its course: a river is one line
 * and not three. The course is of the same name, where both have one, and between it and the shore is water
 * alone: no road, no railway, and of other shores both sides of an island. Islands go with it.
 * @param strands noded
 * @returns noded
 */
export function leaveOutShores(strands: readonly Strand[], book: NoteBook): Strand[] {
  const shores = strands.filter(({ shore }) => shore === 'open');
  const courses = strands.filter(({ barrier, shore }) => isWater(barrier) && shore === undefined);
  if (shores.length === 0 || courses.length === 0) return [...strands];
  const others = strands.filter(({ shore }) => shore !== 'open');
  const index = new LineIndex(courses.map(({ points }) => points));
  const land = new LineIndex(others.filter((strand) => bounds(strand)).map(({ points }) => points));
  const edges = new LineIndex(shores.map(({ points }) => points));
  const rule = {
    within: BANK_METRES,
    cosine: COSINE,
    fillMetres: 2 * BANK_METRES,
    leastMetres: BANK_METRES,
  };
  const kept: Strand[] = [...others];
  const bays: Strand[] = [];
  const gone: Strand[] = [];
  for (const stroke of formStrokes(shores)) {
    const { barrier } = stroke.strands[0]!;
    const standing = new Map<number, BarrierIdentity>();
    const isIsland = isClosed(stroke.points);
    const seen = runsAlong(
      stroke,
      index,
      isIsland ? { ...rule, cosine: 0, leastMetres: 0 } : rule,
      ({ line, distance: gap, point: foot }, at) =>
        gap <= reachOf(courses[line]!.barrier) &&
        isSameWater(barrier, courses[line]!.barrier) &&
        isWaterBetween(placeAt(stroke, at), foot, land, edges),
      ({ line }) => standing.set(line, courses[line]!.barrier),
    );
    // An island counts no more than in a river that is known as a whole.
    const runs: Interval[] = isIsland && seen.length > 0 ? [[0, stroke.along.at(-1)!]] : seen;
    const cut = cutStroke(stroke, runs);
    if (cut.lost.length === 0) {
      kept.push(...cut.kept);
      continue;
    }
    const between = runs.slice(1).map(([from], i): Interval => [runs[i]![1], from]);
    bays.push(...cutStroke(stroke, between).lost);
    kept.push(...cutStroke(stroke, [[runs[0]![0], runs.at(-1)![1]]]).kept);
    gone.push(...cut.lost);
    book.add({
      kind: 'water-by-its-line',
      barriers: [...cut.lost.map((strand) => strand.barrier), ...standing.values()],
      runs: cut.lost.map(({ points }) => points),
      message: (metres) => {
        const course = barrierNames([...standing.values()]);
        return {
          zh: `${barrierNames([barrier]).zh} 的岸线有 ${lengthText(metres).zh} 沿 ${course.zh} 而行，以水道中线为准。`,
          en: `${lengthText(metres).en} of the shore of ${barrierNames([barrier]).en} run along the course of ${course.en}, which stands for it.`,
        };
      },
    });
  }
  // A bay between two such stretches bounds something only where other lines close it.
  const tied = reattach(
    kept,
    gone.map(({ points }) => ({ points, onto: index, within: BANK_METRES })),
  );
  return bays.length === 0 ? tied : nodeStrands([...tied, ...bays]);
}

const isClosed = (points: readonly Point[]): boolean =>
  points[0]![0] === points.at(-1)![0] && points[0]![1] === points.at(-1)![1];

/** On the ground and no water: bridges and tunnels cross waters. */
const bounds = ({ barrier }: Strand): boolean =>
  !isWater(barrier) && barrier.structure === undefined && (barrier.layer ?? 0) === 0;

const reachOf = ({ kind }: BarrierIdentity): number =>
  kind !== undefined && /stream|ditch|drain/.test(kind) ? STREAM_BANK_METRES : BANK_METRES;

function isSameWater(shore: BarrierIdentity, course: BarrierIdentity): boolean {
  const [a, b] = [shore.name ?? shore.nameEn, course.name ?? course.nameEn];
  if (a !== undefined && b !== undefined) return a === b;
  return shore.kind === undefined || !/lake|pond|reservoir|basin/.test(shore.kind);
}

function isWaterBetween(shore: Point, course: Point, land: LineIndex, edges: LineIndex): boolean {
  const length = distance(shore, course);
  if (length <= 2 * CLEAR) return true;
  const towards = (t: number): Point => [
    shore[0] + t * (course[0] - shore[0]),
    shore[1] + t * (course[1] - shore[1]),
  ];
  const [a, b] = [towards(CLEAR / length), towards(1 - CLEAR / length)];
  return countCrossings(a, b, land) === 0 && countCrossings(a, b, edges) % 2 === 0;
}

function countCrossings(a: Point, b: Point, lines: LineIndex): number {
  let count = 0;
  lines.forEachNear(a, b, 0, (c, d) => {
    const crossing = crossingOf(a, b, c, d);
    // A vertex on the sight line belongs to one of its two segments.
    if (crossing !== null && crossing.u < 1) count++;
  });
  return count;
}

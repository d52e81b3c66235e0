import { lengthText } from '../../coverage/format-figures.ts';
import { arePeers, twinKeyOf, twinReach } from './carriageway-groups.ts';
import { type Centreline, findCentreline } from './find-centreline.ts';
import { groupStrands } from './group-strands.ts';
import { LineIndex } from './line-index.ts';
import { strongestFirst } from './merge-duplicates.ts';
import { nodeStrands } from './node-strands.ts';
import { barrierNames, type NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { type LostStretch, reattach } from './reattach.ts';
import { lengthOf, type Strand } from './strand.ts';
import { cutStroke, formStrokes, type Interval, type Stroke } from './strokes.ts';

/** Rounds in which the leftovers of a group are paired again. */
const MOST_ROUNDS = 4;

/**
 * Stage d: carriageways of one road, tracks of one railway and sides of one canal become one
 * centreline, which keeps the barrier of the strongest and longest of them. What ended on one of
 * them is led to the centreline; what crossed them crosses it.
 * @param strands noded
 * @returns noded
 */
export function mergeCarriageways(
  strands: readonly Strand[],
  settings: Settings,
  book: NoteBook,
): Strand[] {
  if (settings.mergeCarriagewaysWithinMetres === 0) return [...strands];
  const others = strands.filter((strand) => twinKeyOf(strand) === null);
  const candidates = strands.filter((strand) => twinKeyOf(strand) !== null);
  const merged = groupStrands(candidates, (strand) => twinKeyOf(strand)!).map((group) =>
    mergeGroup(group, settings, book, MOST_ROUNDS),
  );
  const kept = [...others, ...merged.flatMap((group) => group.kept)];
  const lost = merged.flatMap((group) => group.lost);
  return lost.length === 0 ? [...strands] : reattach(nodeStrands(kept), lost);
}

/** Strokes of a group, the strongest and longest first, each with those beside it. */
function mergeGroup(
  group: readonly Strand[],
  settings: Settings,
  book: NoteBook,
  rounds: number,
): { kept: Strand[]; lost: LostStretch[] } {
  const strokes = formStrokes(group).sort(strongestFirst);
  const index = new LineIndex(strokes.map(({ points }) => points));
  const taken: Interval[][] = strokes.map(() => []);
  const centrelines = new Map<number, Centreline>();
  const isFree = (line: number, at: number): boolean =>
    !centrelines.has(line) && !taken[line]!.some(([from, to]) => at >= from && at <= to);
  const lost: LostStretch[] = [];
  strokes.forEach((stroke, master) => {
    // What is left of a stroke that has been taken in part has its turn in the next round.
    if (taken[master]!.length > 0) return;
    const { barrier } = stroke.strands[0]!;
    const reach = twinReach(barrier, settings);
    const isPeer = (line: number): boolean => arePeers(barrier, strokes[line]!.strands[0]!.barrier);
    const centreline = findCentreline(master, strokes, index, { reach, isFree, isPeer });
    if (centreline === null) return;
    centrelines.set(master, centreline);
    const onto = new LineIndex(centreline.strands.map(({ points }) => points));
    const gone: Strand[] = [];
    for (const [line, intervals] of centreline.twins) {
      gone.push(...cutStroke(strokes[line]!, subtract(intervals, taken[line]!)).lost);
      taken[line] = uniteIntervals([...taken[line]!, ...intervals]);
    }
    const old = { points: centreline.moved };
    lost.push(
      ...[old, ...gone].map(({ points }) => ({ points, onto, within: centreline.reachMetres })),
    );
    noteMerge(stroke, centreline, gone, book);
  });
  const rest = strokes.flatMap((stroke, i) =>
    centrelines.has(i) ? [] : cutStroke(stroke, taken[i]!).kept,
  );
  const centred = [...centrelines.values()].flatMap((centreline) => centreline.strands);
  if (centrelines.size === 0 || rounds === 1) return { kept: [...centred, ...rest], lost };
  // What is left of strokes that were taken in part may run beside one another.
  const further = mergeGroup(rest, settings, book, rounds - 1);
  return { kept: [...centred, ...further.kept], lost: [...lost, ...further.lost] };
}

function uniteIntervals(intervals: Interval[]): Interval[] {
  const united: [number, number][] = [];
  for (const [from, to] of intervals.sort((a, b) => a[0] - b[0])) {
    const last = united.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else united.push([from, to]);
  }
  return united;
}

/** What of some intervals is not in others; both ascending and apart. */
function subtract(intervals: readonly Interval[], others: readonly Interval[]): Interval[] {
  return intervals.flatMap(([from, to]) => {
    const left: Interval[] = [];
    let at = from;
    for (const [start, end] of others) {
      if (end <= at || start >= to) continue;
      if (start > at) left.push([at, start]);
      at = end;
    }
    if (at < to) left.push([at, to]);
    return left;
  });
}

function noteMerge(
  stroke: Stroke,
  { strands, widthMetres }: Centreline,
  gone: readonly Strand[],
  book: NoteBook,
): void {
  const barriers = stroke.strands.map(({ barrier }) => barrier);
  const name = barrierNames(barriers);
  const length = strands.reduce((sum, { points }) => sum + lengthOf(points), 0);
  book.add({
    kind: 'merged-carriageway',
    barriers: [...barriers, ...gone.map(({ barrier }) => barrier)],
    runs: gone.map(({ points }) => points),
    message: (metres) => ({
      zh: `${name.zh}：并行线（平均相距 ${lengthText(widthMetres).zh}）合并为一条中线，长 ${lengthText(length).zh}，并入 ${lengthText(metres).zh}。`,
      en: `${name.en}: lines side by side, ${lengthText(widthMetres).en} apart on average, become one centreline of ${lengthText(length).en}; ${lengthText(metres).en} merged into it.`,
    }),
  });
}

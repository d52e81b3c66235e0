import { lengthText } from '../../coverage/format-figures.ts';
import type { AreaOutline } from './area-outline.ts';
import { type Anchors, nodeWithOutline } from './clip-to-area.ts';
import { LineIndex } from './line-index.ts';
import { ON_LINE } from './node-strands.ts';
import { barrierName, type NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { point } from './plane.ts';
import { SegmentGraph } from './segment-graph.ts';
import { type BarrierIdentity, distance, type Point, type Strand } from './strand.ts';

/** What an end is extended to lies ahead: within 60° of its direction, or this near. */
const AHEAD = 0.5;
const NEAR_METRES = 1;

/** Strands with extensions among them, each of a barrier object of its own until it has held. */
export interface ClosedStrands {
  /** Noded, with the outline as well. */
  strands: Strand[];
  anchors: Anchors;
  extensions: Map<BarrierIdentity, Extension>;
}

export interface Extension {
  barrier: BarrierIdentity;
  /** What it reaches. */
  to: BarrierIdentity | 'outline' | 'border';
}

/**
 * Stage e: extends ends in the open to the nearest line, border or outline that lies ahead within
 * reach. All are judged on the lines as they came, so that no extension leads to another.
 * @param strands noded
 */
export function closeUndershoots(
  strands: readonly Strand[],
  outline: AreaOutline,
  { isOnOutline, isOnBorder }: Anchors,
  { closeWithinMetres }: Settings,
): ClosedStrands {
  const graph = new SegmentGraph(strands);
  const { rings, borders } = outline;
  const index = new LineIndex([...strands.map(({ points }) => points), ...rings, ...borders]);
  const reached = (line: number): Extension['to'] =>
    strands[line]?.barrier ?? (line < strands.length + rings.length ? 'outline' : 'border');
  const added: Strand[] = [];
  const extensions = new Map<BarrierIdentity, Extension>();
  const joined = new Set<string>();
  strands.forEach(({ barrier, points }, s) => {
    for (const run of [points, [...points].reverse()]) {
      const [end, before] = [run[0]!, run[1]!];
      if (graph.degree(graph.nodeAt(end)) !== 1 || isOnOutline(end) || isOnBorder(end)) continue;
      const own = run === points ? 0 : points.length - 2;
      const found = index.nearest(
        end,
        closeWithinMetres,
        (place) =>
          !(place.line === s && place.at === own) &&
          isAhead(before, end, place.point, place.distance),
      );
      if (found === null) continue;
      const target = point(...found.point);
      // Two ends that face each other are one extension.
      const key = [end.join(), target.join()].sort().join(' ');
      if (joined.has(key) || distance(end, target) === 0) continue;
      joined.add(key);
      const extension = { ...barrier };
      added.push({ barrier: extension, points: [end, target] });
      extensions.set(extension, { barrier, to: reached(found.line) });
    }
  });
  const { noded, anchors } = nodeWithOutline([...strands, ...added], outline);
  return { strands: noded, anchors, extensions };
}

/** Notes the extensions that are left, and gives them to the barriers that they extend. */
export function settleExtensions(
  strands: readonly Strand[],
  extensions: ReadonlyMap<BarrierIdentity, Extension>,
  book: NoteBook,
): Strand[] {
  return strands.map((strand) => {
    const extension = extensions.get(strand.barrier);
    if (extension === undefined) return strand;
    const { barrier, to } = extension;
    const isBarrier = typeof to !== 'string';
    const reached = isBarrier ? barrierName(to) : CUT_NAMES[to];
    book.add({
      kind: 'closed-undershoot',
      barriers: isBarrier ? [barrier, to] : [barrier],
      runs: [strand.points],
      message: (metres) => ({
        zh: `${barrierName(barrier).zh} 差 ${lengthText(metres).zh} 未接上${reached.zh}，已延长。`,
        en: `${barrierName(barrier).en} ends ${lengthText(metres).en} short of ${reached.en}: extended.`,
      }),
    });
    return { barrier, points: strand.points };
  });
}

const CUT_NAMES = {
  outline: { zh: '区域边界', en: 'the outline of the area' },
  border: { zh: '社区边界', en: 'the border of a community' },
};

function isAhead(before: Point, end: Point, to: Point, gap: number): boolean {
  if (gap <= ON_LINE) return true;
  const [dx, dy] = [end[0] - before[0], end[1] - before[1]];
  const cosine =
    (dx * (to[0] - end[0]) + dy * (to[1] - end[1])) / ((Math.hypot(dx, dy) || 1) * gap);
  return cosine >= (gap <= NEAR_METRES ? 0 : AHEAD);
}

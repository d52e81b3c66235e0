import { lengthText } from '../../coverage/format-figures.ts';
import { splitAt } from './clip-to-area.ts';
import type { NoteBook } from './notes.ts';
import { SegmentGraph } from './segment-graph.ts';
import { lengthOf, type Point, type Strand, withPoints } from './strand.ts';

/**
 * Stage f: takes away what ends in the open, over and over, until every end meets another line or
 * the outline. A cul-de-sac bounds nothing. Ends shorter than an undershoot would be are overshoots.
 * @param strands noded
 * @param isAnchor points of the outline and of borders that cut: an end there is none
 * @param isAdded strands that no source gave: their loss is none
 */
export function pruneDangling(
  strands: readonly Strand[],
  isAnchor: (point: Point) => boolean,
  isAdded: (strand: Strand) => boolean,
  overshootMetres: number,
  book: NoteBook,
): Strand[] {
  const graph = new SegmentGraph(strands);
  const isGone = findDangling(graph, isAnchor);
  return strands.flatMap((strand, s) => {
    const first = graph.firstSegment[s]!;
    return splitAt(strand.points, (i) => isGone[first + i] === 0).flatMap(({ run, is }) => {
      if (is) return withPoints(strand, run);
      if (!isAdded(strand)) noteLoss(strand, run, overshootMetres, book);
      return [];
    });
  });
}

function findDangling(graph: SegmentGraph, isAnchor: (point: Point) => boolean): Uint8Array {
  const isGone = new Uint8Array(graph.from.length);
  const degree = new Int32Array(graph.nodeCount);
  const stack: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    degree[node] = graph.degree(node) + (isAnchor(graph.pointOf(node)) ? 2 : 0);
    if (degree[node] === 1) stack.push(node);
  }
  while (stack.length > 0) {
    const node = stack.pop()!;
    for (const segment of graph.segmentsAt(node)) {
      if (isGone[segment] === 1) continue;
      isGone[segment] = 1;
      const other = graph.otherEnd(segment, node);
      if (--degree[other]! === 1) stack.push(other);
    }
  }
  return isGone;
}

function noteLoss(
  strand: Strand,
  run: readonly Point[],
  overshootMetres: number,
  book: NoteBook,
): void {
  const isOvershoot = lengthOf(run) <= overshootMetres;
  book.add({
    kind: isOvershoot ? 'trimmed-overshoot' : 'dangling',
    barriers: [strand.barrier],
    runs: [run],
    message: (metres, name) =>
      isOvershoot
        ? {
            zh: `${name.zh} 越过交点 ${lengthText(metres).zh}，已修剪。`,
            en: `${name.en} overshoots by ${lengthText(metres).en}: trimmed.`,
          }
        : {
            zh: `${name.zh} 有 ${lengthText(metres).zh} 一端悬空，不围成任何地块，未参与划分。`,
            en: `${name.en} dangles for ${lengthText(metres).en}: it bounds nothing and does not cut.`,
          },
  });
}

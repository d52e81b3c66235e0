import { barrierWeight } from '../class-weights.ts';
import { crossingOf, type LineIndex } from './line-index.ts';
import { nodeStrands, ON_LINE } from './node-strands.ts';
import { point } from './plane.ts';
import { SegmentGraph } from './segment-graph.ts';
import { type BarrierIdentity, distance, type Point, type Strand } from './strand.ts';

/** A stretch that is gone, and the lines that stand in its place. */
export interface LostStretch {
  readonly points: readonly Point[];
  readonly onto: LineIndex;
  /** The lines are at most this far from it. Metres. */
  readonly within: number;
}

/**
 * Ties what met a lost stretch to what stands in its place. At each of its points where something
 * is left, the lines are followed for a little: where none comes to the new line by itself, a
 * straight piece to the nearest place on it is added.
 * @param strands what is left, noded
 * @returns noded again
 */
export function reattach(strands: readonly Strand[], lost: readonly LostStretch[]): Strand[] {
  if (lost.length === 0) return [...strands];
  const graph = new SegmentGraph(strands);
  const seen = new Map<number, Set<LineIndex>>();
  const connectors: Strand[] = [];
  for (const { points, onto, within } of lost) {
    for (const place of points) {
      const node = graph.nodeAt(place);
      if (node < 0 || graph.degree(node) === 0) continue;
      const known = seen.get(node) ?? new Set();
      if (known.has(onto)) continue;
      seen.set(node, known.add(onto));
      if (comesTo(graph, node, onto, 1.5 * within)) continue;
      const target = onto.nearest(place, 3 * within);
      if (target === null || target.distance <= ON_LINE) continue;
      const [x, y] = target.point;
      connectors.push({ barrier: strongestAt(graph, node), points: [place, point(x, y)] });
    }
  }
  return nodeStrands([...strands, ...connectors]);
}

/** Does some line at the node meet the target within a radius of the node? */
function comesTo(graph: SegmentGraph, from: number, target: LineIndex, radius: number): boolean {
  const origin = graph.pointOf(from);
  const seen = new Set([from]);
  const stack = [from];
  while (stack.length > 0) {
    const node = stack.pop()!;
    const a = graph.pointOf(node);
    if (target.nearest(a, ON_LINE) !== null) return true;
    for (const segment of graph.segmentsAt(node)) {
      const other = graph.otherEnd(segment, node);
      if (seen.has(other)) continue;
      seen.add(other);
      const b = graph.pointOf(other);
      if (meets(a, b, origin, radius, target)) return true;
      if (distance(origin, b) <= radius) stack.push(other);
    }
  }
  return false;
}

function meets(a: Point, b: Point, origin: Point, radius: number, target: LineIndex): boolean {
  let isMet = false;
  target.forEachNear(a, b, 0, (c, d) => {
    if (isMet) return;
    const crossing = crossingOf(a, b, c, d);
    if (crossing === null) return;
    const { t } = crossing;
    isMet = distance(origin, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]) <= radius;
  });
  return isMet;
}

/** The barrier of the lines at a node by which a connector is called: the strongest class, then the first id. */
function strongestAt(graph: SegmentGraph, node: number): BarrierIdentity {
  let best: BarrierIdentity | null = null;
  for (const segment of graph.segmentsAt(node)) {
    const { barrier } = graph.strands[graph.strandOf[segment]!]!;
    if (best === null || isStronger(barrier, best)) best = barrier;
  }
  return best!;
}

function isStronger(a: BarrierIdentity, b: BarrierIdentity): boolean {
  const difference = barrierWeight(a.class) - barrierWeight(b.class);
  return difference < 0 || (difference === 0 && a.id < b.id);
}

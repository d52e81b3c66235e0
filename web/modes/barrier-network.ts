import { barrierWeight } from '#engine/barriers/class-weights.ts';
import type { Barrier } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import { growBox, lineBox } from '#engine/plan/ground/area-box.ts';
import { nearestOnLines } from '#engine/plan/nearest-on-line.ts';
import { barrierLinesIn } from './barrier-lines.ts';

/** A way along barriers is taken as long as it is no more than so many times as long as the straight line. */
const MOST_DETOUR = 1.8;
/** Lines whose vertices are no further apart are joined there. Metres. */
const JOINED = 0.5;
/** An end of the way must lie on a barrier; the pointer has been held there. Metres. */
const ON_BARRIER = 0.5;
/** Around the straight line, in its lengths, a way is looked for. */
const MARGIN = 0.6;

interface Node {
  position: Position;
  edges: { to: number; cost: number; metres: number }[];
}

/**
 * The way along roads and rivers from one place on a barrier to another: the one that a border would follow, by length
 * and class. With it one click a corner is enough.
 * @returns the positions from start to end, both included; null when the places are not joined by barriers
 */
export function wayAlong(
  barriers: readonly Barrier[],
  start: Position,
  end: Position,
): Position[] | null {
  const { metresPerDegreeLon: kx, metresPerDegreeLat: ky } = localFrame(start[0]!, start[1]!);
  const metres = (a: Position, b: Position): number =>
    Math.hypot((a[0]! - b[0]!) * kx, (a[1]! - b[1]!) * ky);
  const straight = metres(start, end);
  if (straight === 0) return null;
  const box = growBox(lineBox([start, end]), (MARGIN * straight + 50) / Math.min(kx, ky));
  const nodes: Node[] = [];
  const byCell = new Map<string, number>();
  const nodeAt = (position: Position): number => {
    const key = `${Math.round((position[0]! * kx) / JOINED)} ${Math.round((position[1]! * ky) / JOINED)}`;
    const known = byCell.get(key);
    if (known !== undefined) return known;
    byCell.set(key, nodes.length);
    return nodes.push({ position, edges: [] }) - 1;
  };
  const [from, to] = [nodeAt(start), nodeAt(end)];
  if (from === to) return null;
  for (const { barrier, positions } of barrierLinesIn(barriers, box)) {
    const weight = 0.2 + barrierWeight(barrier.class);
    const line = withPlaces(positions, [start, end]);
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [nodeAt(line[i - 1]!), nodeAt(line[i]!)];
      if (a === b) continue;
      const length = metres(line[i - 1]!, line[i]!);
      nodes[a]!.edges.push({ to: b, cost: length * weight, metres: length });
      nodes[b]!.edges.push({ to: a, cost: length * weight, metres: length });
    }
  }
  const way = cheapestWay(nodes, from, to);
  if (way === null || way.metres > MOST_DETOUR * straight + 20) return null;
  return way.nodes.map((node) => nodes[node]!.position);
}

/** The line with vertices at those of the places that lie on it. */
function withPlaces(line: readonly Position[], places: readonly Position[]): Position[] {
  const added = places.flatMap((place) => {
    const near = nearestOnLines([line], place);
    return near !== null && near.distanceMetres <= ON_BARRIER
      ? [{ place, at: near.segment + near.share }]
      : [];
  });
  if (added.length === 0) return [...line];
  added.sort((a, b) => a.at - b.at);
  const result: Position[] = [];
  line.forEach((vertex, i) => {
    result.push(vertex);
    for (const { place, at } of added) if (at >= i && at < i + 1) result.push(place);
  });
  return result;
}

/** Dijkstra's, with a heap of pairs. */
function cheapestWay(
  nodes: readonly Node[],
  from: number,
  to: number,
): { nodes: number[]; metres: number } | null {
  const cost = new Float64Array(nodes.length).fill(Infinity);
  const metres = new Float64Array(nodes.length);
  const before = new Int32Array(nodes.length).fill(-1);
  const done = new Uint8Array(nodes.length);
  const heap: [cost: number, node: number][] = [[0, from]];
  cost[from] = 0;
  for (let next = pop(heap); next !== null; next = pop(heap)) {
    const [, node] = next;
    if (done[node] === 1) continue;
    done[node] = 1;
    if (node === to) break;
    for (const edge of nodes[node]!.edges) {
      const through = cost[node]! + edge.cost;
      if (through >= cost[edge.to]!) continue;
      cost[edge.to] = through;
      metres[edge.to] = metres[node]! + edge.metres;
      before[edge.to] = node;
      push(heap, [through, edge.to]);
    }
  }
  if (done[to] !== 1) return null;
  const way = [to];
  for (let node = before[to]!; node >= 0; node = before[node]!) way.push(node);
  return { nodes: way.reverse(), metres: metres[to]! };
}

function push(heap: [number, number][], item: [number, number]): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]![0] <= item[0]) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function pop(heap: [number, number][]): [number, number] | null {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined) return null;
  if (heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]![0] < heap[child]![0]) child += 1;
    if (heap[child]![0] >= last[0]) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}

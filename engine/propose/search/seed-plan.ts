import { coarsen } from './coarsen.ts';
import type { PartitionProblem } from './partition-problem.ts';
import { PartitionState } from './partition-state.ts';
import type { Random } from './random.ts';
import { TreeMover } from './tree-move.ts';

/** Nodes that the trees of one division span together: the best of several trees stands. */
const TREE_NODES = 40_000;
const MOST_TRIES = 12;
/** Nodes for each part to which a great graph is coarsened before it is divided. */
const NODES_FOR_EACH_PART = 12;
const SMALL = 2000;

/**
 * A first plan of connected parts: the nodes are divided in two by the best of a few random trees, each
 * side knowing how many parts it has to hold, until every side holds one. Bounds are kept as well as trees
 * allow; what is left is for the search to mend. A great graph is coarsened first: its plan is that of the clusters.
 *
 * Every connected component of the graph holds parts of its own, in proportion to its households.
 */
export function seedPlan(problem: PartitionProblem, parts: number, random: Random): Int32Array {
  const enough = Math.max(SMALL, NODES_FOR_EACH_PART * parts);
  if (problem.nodes > 1.5 * enough) {
    const most = problem.totalHouseholds / Math.max(1, parts) / 4;
    const { problem: coarse, clusterOf } = coarsen({ ...problem, present: null }, random, most);
    if (coarse.nodes < 0.9 * problem.nodes) {
      const plan = seedPlan(coarse, parts, random);
      return clusterOf.map((cluster) => plan[cluster]!);
    }
  }
  return divideAll(problem, parts, random);
}

function divideAll(problem: PartitionProblem, parts: number, random: Random): Int32Array {
  const { component, components } = findComponents(problem);
  const state = new PartitionState(
    { ...problem, labels: Math.max(problem.labels, parts, components), present: null },
    component,
  );
  const mover = new TreeMover(state, random);
  const firstNode = new Int32Array(state.problem.labels).fill(-1);
  for (let u = problem.nodes - 1; u >= 0; u--) firstNode[component[u]!] = u;
  const shares = apportion(state.households.subarray(0, components), parts);
  let nextLabel = components;
  const open = shares.flatMap((share, label): Side[] =>
    share > 1 ? [{ label, seed: firstNode[label]!, parts: share }] : [],
  );
  while (open.length > 0) {
    const side = open.pop()!;
    const made = divideOnce(state, mover, side, nextLabel);
    if (made === null) continue;
    nextLabel++;
    for (const half of made) if (half.parts > 1) open.push(half);
  }
  return state.part;
}

/** A connected set of nodes, by its label and one of them, and how many parts it is to hold. */
interface Side {
  label: number;
  seed: number;
  parts: number;
}

/** @returns null when there is nothing to divide */
function divideOnce(
  state: PartitionState,
  mover: TreeMover,
  { label, seed, parts }: Side,
  fresh: number,
): [Side, Side] | null {
  const { lower, upper } = state.problem;
  const misfit = (size: number, held: number): number =>
    Math.max(0, held * lower - size, size - held * upper);
  const partsBelow = (below: number, above: number): number =>
    Math.min(parts - 1, Math.max(1, Math.round((parts * below) / (below + above || 1))));
  const tries = Math.min(MOST_TRIES, Math.max(2, Math.round(TREE_NODES / state.count[label]!)));
  const division = mover.divide(seed, label, fresh, tries, (below, above, cut) => {
    const held = partsBelow(below, above);
    const wrong = misfit(below, held) + misfit(above, parts - held);
    return wrong * 1e6 + cut / Math.sqrt(Math.min(held, parts - held));
  });
  if (division === null) return null;
  const below = partsBelow(state.households[fresh]!, state.households[label]!);
  return [
    { label: fresh, seed: division.below, parts: below },
    { label, seed: division.above, parts: parts - below },
  ];
}

/**
 * A plan whose parts are connected, as near as may be to one whose parts need not be: of a label's pieces
 * the one with most households keeps it, the others go to the label that they share most cost of border with,
 * and an island of nothing else gets a label that nothing uses, while there is one. Nodes without a label (−1) are
 * treated as pieces too.
 */
export function connectParts(problem: PartitionProblem, labels: Int32Array): Int32Array {
  const part = labels.slice();
  const pieces = listPieces(problem, part);
  const mainOf = new Map<number, Piece>();
  for (const piece of pieces) {
    const main = mainOf.get(piece.label);
    if (main === undefined || piece.households > main.households) mainOf.set(piece.label, piece);
  }
  const settled = new Uint8Array(problem.nodes);
  const waiting: Piece[] = [];
  for (const piece of pieces) {
    if (piece.label !== -1 && mainOf.get(piece.label) === piece) {
      for (const u of piece.nodes) settled[u] = 1;
    } else waiting.push(piece);
  }
  // A piece among other pieces waits until one of them has found its label.
  for (let left = waiting; left.length > 0; ) {
    const later = left.filter((piece) => !joinNeighbour(problem, part, settled, piece));
    if (later.length < left.length) {
      left = later;
      continue;
    }
    const [island, ...rest] = later as [Piece, ...Piece[]];
    const used = new Set(part.filter((_, u) => settled[u] === 1));
    let free = 0;
    while (used.has(free) && free < problem.labels - 1) free++;
    for (const u of island.nodes) {
      part[u] = free;
      settled[u] = 1;
    }
    left = rest;
  }
  return part;
}

interface Piece {
  label: number;
  nodes: number[];
  households: number;
}

function listPieces(problem: PartitionProblem, part: Int32Array): Piece[] {
  const isSeen = new Uint8Array(problem.nodes);
  const pieces: Piece[] = [];
  for (let seed = 0; seed < problem.nodes; seed++) {
    if (isSeen[seed] === 1) continue;
    isSeen[seed] = 1;
    const piece: Piece = { label: part[seed]!, nodes: [seed], households: 0 };
    for (let at = 0; at < piece.nodes.length; at++) {
      const u = piece.nodes[at]!;
      piece.households += problem.households[u]!;
      for (let i = problem.start[u]!; i < problem.start[u + 1]!; i++) {
        const v = problem.adjacent[i]!;
        if (isSeen[v] === 1 || part[v] !== piece.label) continue;
        isSeen[v] = 1;
        piece.nodes.push(v);
      }
    }
    pieces.push(piece);
  }
  return pieces;
}

function joinNeighbour(
  { start, adjacent, adjacentCost }: PartitionProblem,
  part: Int32Array,
  settled: Uint8Array,
  { nodes }: Piece,
): boolean {
  const shared = new Map<number, number>();
  for (const u of nodes) {
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const v = adjacent[i]!;
      if (settled[v] === 1) {
        shared.set(part[v]!, (shared.get(part[v]!) ?? 0) + adjacentCost[i]!);
      }
    }
  }
  if (shared.size === 0) return false;
  const [[label]] = [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]) as [[number, number]];
  for (const u of nodes) {
    part[u] = label;
    settled[u] = 1;
  }
  return true;
}

/** Connected components of the whole graph, numbered by their first node. */
export function findComponents({ nodes, start, adjacent }: PartitionProblem): {
  component: Int32Array;
  components: number;
} {
  const component = new Int32Array(nodes).fill(-1);
  const stack: number[] = [];
  let components = 0;
  for (let seed = 0; seed < nodes; seed++) {
    if (component[seed] !== -1) continue;
    component[seed] = components;
    stack.push(seed);
    while (stack.length > 0) {
      const u = stack.pop()!;
      for (let i = start[u]!; i < start[u + 1]!; i++) {
        const v = adjacent[i]!;
        if (component[v] !== -1) continue;
        component[v] = components;
        stack.push(v);
      }
    }
    components++;
  }
  return { component, components };
}

/** Whole shares of `parts`, at least one each, as near to proportional as that allows. */
function apportion(sizes: ArrayLike<number>, parts: number): number[] {
  const all = Array.from(sizes);
  const total = all.reduce((sum, size) => sum + size, 0);
  const shares = all.map(() => 1);
  // One part at a time to where a part would still be largest.
  for (let left = parts - all.length; left > 0; left--) {
    let largest = 0;
    for (let i = 1; i < all.length; i++) {
      if (all[i]! / shares[i]! > all[largest]! / shares[largest]!) largest = i;
    }
    if (total === 0) break;
    shares[largest]!++;
  }
  return shares;
}

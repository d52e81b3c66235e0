import { Annealer, type FoundPlan, typicalFlip } from './anneal.ts';
import { induceProblem } from './induced-problem.ts';
import type { PartitionProblem } from './partition-problem.ts';
import { PartitionState } from './partition-state.ts';
import { Random } from './random.ts';
import { connectParts, seedPlan } from './seed-plan.ts';
import { temperaturesOf } from './temperatures.ts';

/** Nodes of a tile, about: its arrays stay in the processor's cache. */
const TILE_NODES = 4000;
/** Rounds in which the whole plan is annealed, each in other tiles. */
const ROUNDS = 24;
/** Further rounds at the lowest temperature while a part is outside its bounds. */
const MENDING_ROUNDS = 16;
const MENDING_FLIPS = 30;
/** By how much being outside the bounds costs more in each of these. */
const MENDING_FACTOR = 2;
const COLD = 0.05;

/** A part of the work that needs nothing of what the other tiles of its round do. */
export interface TileTask {
  /** Nodes of the tile, the labels that they may take, and the place of each node's label among these. */
  nodes: Int32Array;
  labels: Int32Array;
  part: Int32Array;
  moves: number;
  from: number;
  to: number;
  /** Unit of the temperatures. */
  typicalCost: number;
  /** Cost of a household outside the bounds, as the tiles before left it; null at the beginning. */
  penalty: number | null;
  seed: number;
  stream: number;
  /** Whether the best plan is wanted, or the last one. */
  wantsBest: boolean;
  /** Parts are still outside their bounds when all rounds are over: not to be stopped by a time limit. */
  isMending: boolean;
}

export interface TileResult {
  part: Int32Array;
  penalty: number;
  /** False when it was stopped before its end. */
  isDone: boolean;
}

export interface TilesOptions {
  seed: number;
  /**
   * Flips that are tried, over all tiles and rounds; or how many in the next round, from the number of rounds that
   * are still to come: whoever has a time limit knows it only as time goes by.
   */
  moves: number | ((roundsLeft: number) => number);
  /** A plan to begin with; by default a seed plan, or the present communities. */
  plan?: Int32Array;
  /** Called with the share of the effort that is spent and the cost of the plan as it is. */
  onProgress?: (share: number, cost: number | null) => void;
}

/** Whether a problem is great enough for {@link annealTiles}. */
export const isForTiles = ({ nodes }: PartitionProblem): boolean => nodes >= 2 * TILE_NODES;

/**
 * Anneals a great plan in tiles: sets of neighbouring parts, of some thousand nodes, that are annealed each on its own
 * while the rest stands still; then the plan is cut into other tiles, a little colder. The tiles of a round can
 * be given to several threads; the plan does not depend on how many there are.
 *
 * Yields the tasks of each round and wants their results, in the same order.
 * @returns a feasible plan, or null when none was found
 */
export function* annealTiles(
  problem: PartitionProblem,
  options: TilesOptions,
): Generator<TileTask[], FoundPlan | null, TileResult[]> {
  const random = new Random(options.seed, 1_000_000);
  const typicalCost = typicalFlip(problem);
  const [hot] = temperaturesOf(problem);
  const state = new PartitionState(problem, options.plan ?? firstPlan(problem, random));
  let penalty: number | null = null;
  let best: FoundPlan | null = null;
  let stream = 0;
  for (let round = 0; round < ROUNDS + MENDING_ROUNDS; round++) {
    const isMending = round >= ROUNDS;
    if (isMending && state.excess < 1e-9) break;
    const step = Math.min(round, ROUNDS - 1);
    const planned: number =
      typeof options.moves === 'number' ? options.moves / ROUNDS : options.moves(ROUNDS - step);
    const moves = isMending ? Math.max(planned, MENDING_FLIPS * problem.nodes) : planned;
    if (isMending && penalty !== null) penalty *= MENDING_FACTOR;
    const tasks = cutTiles(state, random).map(
      (tile): TileTask => ({
        ...tile,
        moves: Math.ceil((moves * tile.nodes.length) / problem.nodes),
        from: hot * (COLD / hot) ** (step / ROUNDS),
        to: hot * (COLD / hot) ** ((step + 1) / ROUNDS),
        typicalCost,
        penalty,
        seed: options.seed,
        stream: stream++,
        wantsBest: round >= ROUNDS - 1,
        isMending,
      }),
    );
    const results = yield tasks;
    const part = state.part.slice();
    tasks.forEach(({ nodes, labels }, t) => {
      const result = results[t]!;
      for (let i = 0; i < nodes.length; i++) part[nodes[i]!] = labels[result.part[i]!]!;
    });
    state.assign(part);
    const isWhole = problem.partCount === null || state.partsInUse === problem.partCount;
    if (state.excess < 1e-9 && isWhole && (best === null || state.cost < best.cost)) {
      best = { part, cost: state.cost };
    }
    options.onProgress?.(Math.min(1, (round + 1) / ROUNDS), state.cost);
    if (results.some(({ isDone }) => !isDone)) {
      if (isMending) break;
      // Out of time: a plan that is not feasible is worth nothing, so that is mended yet.
      round = ROUNDS - 1;
    }
    penalty = meanOf(results.map((result) => result.penalty));
  }
  return best;
}

/** Does the work of one tile. */
export function runTile(
  problem: PartitionProblem,
  task: TileTask,
  shouldStop: () => boolean,
): TileResult {
  const partCount = problem.partCount === null ? null : task.labels.length;
  const tile = induceProblem(problem, task.nodes, task.labels, partCount);
  const random = new Random(task.seed, task.stream);
  const annealer = new Annealer(tile, task.part, random, task.typicalCost);
  if (task.penalty !== null) annealer.penalty = task.penalty;
  const isDone = annealer.run(task, shouldStop);
  annealer.save();
  const part = task.wantsBest || !isDone ? annealer.best?.part : undefined;
  return { part: part ?? annealer.state.part, penalty: annealer.penalty, isDone };
}

/** Geometric: penalties go up and down by factors. */
const meanOf = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** {@link annealTiles} in this thread. */
export function annealTilesHere(
  problem: PartitionProblem,
  options: TilesOptions & { shouldStop?: () => boolean },
): FoundPlan | null {
  const { shouldStop = () => false } = options;
  const rounds = annealTiles(problem, options);
  let step = rounds.next();
  while (step.done !== true) {
    step = rounds.next(step.value.map((task) => runTile(problem, task, shouldStop)));
  }
  return step.value;
}

function firstPlan(problem: PartitionProblem, random: Random): Int32Array {
  const { present, partCount, labels } = problem;
  if (present !== null) return connectParts(problem, present.labels);
  return seedPlan(problem, partCount ?? labels, random);
}

/** Cuts a plan into tiles of neighbouring parts: in two, and each of these in two again, at other places each time. */
function cutTiles(
  state: PartitionState,
  random: Random,
): Pick<TileTask, 'nodes' | 'labels' | 'part'>[] {
  const { problem, part, count } = state;
  const used = Array.from(count.keys()).filter((label) => count[label]! > 0);
  const members = listMembers(problem.labels, part, count);
  const tiles = Math.max(2, Math.round(problem.nodes / TILE_NODES));
  const groups: number[][] = [];
  const neighbours = listNeighbours(state);
  const halve = (labels: number[], pieces: number): void => {
    if (pieces < 2 || labels.length < 2) {
      groups.push(labels);
      return;
    }
    const order = orderParts(labels, neighbours, random);
    const share = 0.35 + 0.3 * random.unit();
    const left = Math.min(pieces - 1, Math.max(1, Math.round(share * pieces)));
    const nodes = labels.reduce((sum, label) => sum + count[label]!, 0);
    let [before, end] = [0, 0];
    while (end < order.length - 1 && (end === 0 || before * pieces < nodes * left)) {
      before += count[order[end++]!]!;
    }
    halve(order.slice(0, end), left);
    halve(order.slice(end), pieces - left);
  };
  halve(used, tiles);
  // Labels that nothing uses are offered to one tile after another.
  for (let label = 0; label < problem.labels; label++) {
    if (count[label] === 0) groups[random.below(groups.length)]!.push(label);
  }
  return groups.map((group) => {
    const nodes = Int32Array.from(group.flatMap((label) => Array.from(members(label))));
    const labels = Int32Array.from(group);
    const placeOf = new Map(group.map((label, i) => [label, i]));
    return { nodes, labels, part: nodes.map((u) => placeOf.get(part[u]!)!) };
  });
}

function listNeighbours({
  problem,
  part,
  cut,
  cutCount,
}: PartitionState): Map<number, Set<number>> {
  const neighbours = new Map<number, Set<number>>();
  const link = (a: number, b: number): void => {
    const known = neighbours.get(a);
    if (known === undefined) neighbours.set(a, new Set([b]));
    else known.add(b);
  };
  for (let i = 0; i < cutCount; i++) {
    const [a, b] = [part[problem.edgeFrom[cut[i]!]!]!, part[problem.edgeTo[cut[i]!]!]!];
    link(a, b);
    link(b, a);
  }
  return neighbours;
}

/** By their distance from a part at the rim, so that half of the order is as compact as may be. */
function orderParts(
  labels: readonly number[],
  neighbours: ReadonlyMap<number, ReadonlySet<number>>,
  random: Random,
): number[] {
  const searchFrom = (first: number): number[] => {
    const open = new Set(labels);
    const order: number[] = [];
    for (const seed of [first, ...labels]) {
      if (!open.delete(seed)) continue;
      order.push(seed);
      for (let at = order.length - 1; at < order.length; at++) {
        for (const next of neighbours.get(order[at]!) ?? []) {
          if (open.delete(next)) order.push(next);
        }
      }
    }
    return order;
  };
  return searchFrom(searchFrom(labels[random.below(labels.length)]!).at(-1)!);
}

function listMembers(labels: number, part: Int32Array, count: Int32Array) {
  const start = new Int32Array(labels + 1);
  for (let label = 0; label < labels; label++) start[label + 1] = start[label]! + count[label]!;
  const end = start.slice(0, labels);
  const list = new Int32Array(part.length);
  part.forEach((label, u) => {
    list[end[label]!++] = u;
  });
  return (label: number): Int32Array => list.subarray(start[label]!, start[label + 1]!);
}

import type { FoundPlan } from '../search/anneal.ts';
import type { PartitionProblem } from '../search/partition-problem.ts';
import { CutAhead, listSpares } from './cut-ahead.ts';
import { findSweepOrder, type SweepOrder } from './sweep-order.ts';

export interface Proof {
  /** No feasible plan costs less than this; infinite when there is none at all. */
  bound: number;
  /** A plan that costs less than the one given, the best there is; null when there is none. */
  better: FoundPlan | null;
  /** False when the proof was stopped or grew too large: `bound` holds nevertheless. */
  isComplete: boolean;
  /** Most states that were open at once, and all of them together. */
  widest: number;
  states: number;
}

export interface ProofOptions {
  /** Asked for every node. */
  shouldStop?: () => boolean;
  /** Open states at which the proof gives up. Default 200,000. */
  mostStates?: number;
}

/** A plan that saves less than this is no better: costs are sums of decimals. */
const NOTICEABLE = 1e-6;

/**
 * Proves that no feasible plan of so many parts costs less than a known one, or finds the best that does.
 *
 * The nodes are decided one after another along a narrow *frontier* (decided nodes with undecided
 * neighbours). Partial plans that look the same from the frontier on — which frontier nodes are of one part,
 * which are connected already, the households of each open part, the number of closed ones — need only the cheapest of
 * them. A partial plan is dropped when a part can no longer be connected or kept in its bounds, or when its cost
 * and the least cut that must still part its frontier nodes reach the cost that is known. Because good plans cut
 * little, few states are ever open: tens for a split of 60 units, where a frontier of 9 nodes has thousands of
 * labellings.
 *
 * With present labels, parts are told apart by their labels, what moving households costs counts as well, and each
 * undecided node pulls towards its present label in the least cuts.
 *
 * For problems with a part count and without present labels, or the other way round with up to 30 labels.
 * @param known cost to beat; `Infinity` finds the optimum, or proves that no plan is feasible
 * @throws RangeError for a problem of another kind
 */
export function proveOptimal(
  problem: PartitionProblem,
  known: number,
  options: ProofOptions = {},
): Proof {
  if (!canProve(problem)) {
    throw new RangeError('A proof needs a number of parts, or else up to 30 labels, present ones');
  }
  return new Prover(problem, known, options).run();
}

/** Whether {@link proveOptimal} takes problems of this kind. */
export const canProve = ({ partCount, present, labels }: PartitionProblem): boolean =>
  present === null ? partCount !== null : partCount === null && labels <= MOST_LABELS;

/** Labels that are closed are bits of one number. */
const MOST_LABELS = 30;

/** What partial plans have in common that look alike from the frontier on. */
interface State {
  /** Part and connected piece of each frontier node, numbered by their first frontier node. */
  parts: number[];
  pieces: number[];
  /** Households of each open part, and its label: its own, or the place of the node that began it. */
  households: number[];
  labels: number[];
  /** Parts that are closed, and a bit for each label of theirs where labels are their own. */
  closed: number;
  closedLabels: number;
  cost: number;
  /** Cost of parting what the frontier keeps apart among the undecided nodes. */
  ahead: number;
  /** The decision that led here. */
  from: State | null;
  label: number;
}

class Prover {
  private readonly problem: PartitionProblem;
  /** Parts at most. */
  private readonly mostParts: number;
  private readonly known: number;
  private readonly options: ProofOptions;
  private readonly sweep: SweepOrder;
  private readonly cutAhead: CutAhead;
  /** Labels that no node has at present: one is like the other. */
  private readonly spares: readonly number[];
  /** Nodes that leave the frontier when the node at each place is decided. */
  private readonly leavingAt: number[][];
  private frontier: number[] = [];
  private undecidedHouseholds: number;
  private widest = 0;
  private states = 0;

  constructor(problem: PartitionProblem, known: number, options: ProofOptions) {
    this.problem = problem;
    this.mostParts = problem.partCount ?? problem.labels;
    this.known = known;
    this.options = options;
    this.sweep = findSweepOrder(problem);
    this.cutAhead = new CutAhead(problem, this.sweep);
    this.spares = listSpares(problem);
    this.undecidedHouseholds = problem.totalHouseholds;
    this.leavingAt = listLeaving(problem, this.sweep);
  }

  run(): Proof {
    const { problem, known, sweep } = this;
    const { shouldStop = () => false, mostStates = 200_000 } = this.options;
    let layer: State[] = [EMPTY];
    for (let place = 0; place < problem.nodes; place++) {
      if (shouldStop() || layer.length > mostStates) {
        const bound = layer.reduce((least, s) => Math.min(least, s.cost + s.ahead), known);
        return { bound, better: null, isComplete: false, widest: this.widest, states: this.states };
      }
      const node = sweep.order[place]!;
      this.undecidedHouseholds -= problem.households[node]!;
      layer = this.decide(layer, node, place);
      this.widest = Math.max(this.widest, layer.length);
      this.states += layer.length;
    }
    const { partCount } = problem;
    let done: State | null = null;
    for (const state of layer) {
      if (partCount !== null && state.closed !== partCount) continue;
      if (done === null || state.cost < done.cost) done = state;
    }
    const better = done === null ? null : this.readPlan(done);
    const bound = better === null ? known : better.cost;
    return { bound, better, isComplete: true, widest: this.widest, states: this.states };
  }

  /** All states after one more node has been given a part. */
  private decide(layer: readonly State[], node: number, place: number): State[] {
    const widened = [...this.frontier, node];
    const leaving = new Set(this.leavingAt[place]!);
    const kept = widened.flatMap((u, at) => (leaving.has(u) ? [] : [at]));
    const { problem } = this;
    const next = new Map<string, State>();
    const cuts = new Map<string, number>();
    const touching = this.costsTo(node);
    for (const state of layer) {
      for (const [part, label] of this.choices(state, place)) {
        const made = this.extend(state, part, { node, label, widened, kept, touching });
        if (made === null) continue;
        const labels = problem.present === null ? '' : made.labels.join();
        const shape = `${made.parts.join()}|${labels}`;
        const key = `${shape}|${made.pieces.join()}|${made.households.join()}|${made.closed}|${made.closedLabels}`;
        const other = next.get(key);
        if (other !== undefined && other.cost <= made.cost) continue;
        let ahead = cuts.get(shape);
        if (ahead === undefined) {
          ahead = this.cutAhead.of(
            kept.map((at) => widened[at]!),
            made,
            place,
            2 * this.known,
          );
          cuts.set(shape, ahead);
        }
        if (made.cost + ahead >= this.known - NOTICEABLE) continue;
        made.ahead = ahead;
        next.set(key, made);
      }
    }
    this.frontier = kept.map((at) => widened[at]!);
    return [...next.values()];
  }

  /** Parts that the next node can join, then those that it can begin: each with its label. */
  private choices(state: State, place: number): [part: number, label: number][] {
    const open = state.labels.length;
    const choices = state.labels.map((label, part): [number, number] => [part, label]);
    if (this.problem.present === null) {
      if (open + state.closed < this.mostParts) choices.push([open, place]);
      return choices;
    }
    let hasSpare = false;
    for (let label = 0; label < this.problem.labels; label++) {
      if (state.closedLabels & (1 << label) || state.labels.includes(label)) continue;
      if (this.spares.includes(label)) {
        if (hasSpare) continue;
        hasSpare = true;
      }
      choices.push([open, label]);
    }
    return choices;
  }

  /** Cost of the edges between a node and each frontier node; undefined where there is none. */
  private costsTo(node: number): (number | undefined)[] {
    const { start, adjacent, adjacentCost } = this.problem;
    const costs = new Map<number, number>();
    for (let i = start[node]!; i < start[node + 1]!; i++) costs.set(adjacent[i]!, adjacentCost[i]!);
    return this.frontier.map((u) => costs.get(u));
  }

  private extend(
    state: State,
    part: number,
    step: {
      node: number;
      label: number;
      widened: readonly number[];
      kept: readonly number[];
      touching: readonly (number | undefined)[];
    },
  ): State | null {
    const { problem } = this;
    const { present } = problem;
    const isNew = part === state.households.length;
    const size = (isNew ? 0 : state.households[part]!) + problem.households[step.node]!;
    if (size > problem.upper) return null;
    let { cost } = state;
    if (present !== null && present.labels[step.node] !== step.label) {
      cost += present.gamma * problem.households[step.node]!;
    }
    const parts = [...state.parts, part];
    const pieces = [...state.pieces, Number.MAX_SAFE_INTEGER];
    step.touching.forEach((edge, at) => {
      if (edge === undefined) return;
      if (state.parts[at] !== part) cost += edge;
      else {
        const joined = pieces[at]!;
        for (let i = 0; i < pieces.length; i++) {
          if (pieces[i] === joined) pieces[i] = Number.MAX_SAFE_INTEGER;
        }
      }
    });
    if (cost >= this.known - NOTICEABLE) return null;
    const households = isNew ? [...state.households, size] : state.households.with(part, size);
    const labels = isNew ? [...state.labels, step.label] : state.labels;
    const closing = closingParts(parts, pieces, step.kept);
    if (closing === null) return null;
    let { closedLabels } = state;
    for (const closed of closing) {
      if (households[closed]! < problem.lower) return null;
      if (present !== null) closedLabels |= 1 << labels[closed]!;
    }
    return this.renumber(
      {
        parts,
        pieces,
        households,
        labels,
        closed: state.closed + closing.size,
        closedLabels,
        cost,
        ahead: 0,
        from: state,
        label: step.label,
      },
      step.kept,
    );
  }

  /** The state as seen from the nodes that stay, if the bounds can still be met. */
  private renumber(state: State, kept: readonly number[]): State | null {
    const { mostParts, problem, undecidedHouseholds } = this;
    const partNumbers = new Map<number, number>();
    const pieceNumbers = new Map<number, number>();
    const households: number[] = [];
    const labels: number[] = [];
    const parts = kept.map((at) => {
      const part = state.parts[at]!;
      if (!partNumbers.has(part)) {
        partNumbers.set(part, partNumbers.size);
        households.push(state.households[part]!);
        labels.push(state.labels[part]!);
      }
      return partNumbers.get(part)!;
    });
    const pieces = kept.map((at) => {
      const piece = state.pieces[at]!;
      if (!pieceNumbers.has(piece)) pieceNumbers.set(piece, pieceNumbers.size);
      return pieceNumbers.get(piece)!;
    });
    const toCome = mostParts - state.closed - households.length;
    // Without a number of parts none need come.
    let need = problem.partCount === null ? 0 : toCome * problem.lower;
    let room = toCome * problem.upper;
    for (const size of households) {
      need += Math.max(0, problem.lower - size);
      room += problem.upper - size;
    }
    if (undecidedHouseholds < need - 1e-9 || undecidedHouseholds > room + 1e-9) return null;
    return { ...state, parts, pieces, households, labels };
  }

  private readPlan(state: State): FoundPlan {
    const { order } = this.sweep;
    const part = new Int32Array(order.length);
    const labels = new Map<number, number>();
    let at: State | null = state;
    for (let place = order.length - 1; place >= 0; place--) {
      part[order[place]!] = at!.label;
      at = at!.from;
    }
    if (this.problem.present !== null) return { part, cost: state.cost };
    for (let u = 0; u < part.length; u++) {
      if (!labels.has(part[u]!)) labels.set(part[u]!, labels.size);
      part[u] = labels.get(part[u]!)!;
    }
    return { part, cost: state.cost };
  }
}

const EMPTY: State = {
  parts: [],
  pieces: [],
  households: [],
  labels: [],
  closed: 0,
  closedLabels: 0,
  cost: 0,
  ahead: 0,
  from: null,
  label: -1,
};

/** Parts whose last frontier node leaves; null when a piece is left behind that its part cannot reach any more. */
function closingParts(
  parts: readonly number[],
  pieces: readonly number[],
  kept: readonly number[],
): Set<number> | null {
  const closing = new Set<number>();
  const keptParts = new Set(kept.map((at) => parts[at]!));
  const keptPieces = new Set(kept.map((at) => pieces[at]!));
  const pieceOf = new Map<number, number>();
  for (let at = 0; at < parts.length; at++) {
    const [part, piece] = [parts[at]!, pieces[at]!];
    if (keptPieces.has(piece)) continue;
    if (keptParts.has(part)) return null;
    if (pieceOf.has(part) && pieceOf.get(part) !== piece) return null;
    pieceOf.set(part, piece);
    closing.add(part);
  }
  return closing;
}

function listLeaving({ nodes, start, adjacent }: PartitionProblem, sweep: SweepOrder): number[][] {
  const leaving: number[][] = Array.from({ length: nodes }, () => []);
  for (let u = 0; u < nodes; u++) {
    let last = sweep.placeOf[u]!;
    for (let i = start[u]!; i < start[u + 1]!; i++)
      last = Math.max(last, sweep.placeOf[adjacent[i]!]!);
    leaving[last]!.push(u);
  }
  return leaving;
}

import type { PartitionProblem } from './partition-problem.ts';

/**
 * A plan under search: a label for each node, and what follows from it, kept up to date by
 * {@link PartitionState.move} in time proportional to the node's neighbours.
 *
 * Contiguity is the caller's: a move is made only after {@link keepsConnected} has allowed it.
 */
export class PartitionState {
  readonly problem: PartitionProblem;
  readonly part: Int32Array;
  /** Households and nodes of each label. */
  readonly households: Float64Array;
  readonly count: Int32Array;
  /** Labels in use. */
  partsInUse = 0;
  /** Cut edges in no order: `cut[0 … cutCount)`, and where each edge stands there (−1: not cut). */
  readonly cut: Int32Array;
  readonly cutAt: Int32Array;
  cutCount = 0;
  cutCost = 0;
  /** Households whose label is not their present one. */
  moved = 0;
  /** Households above the upper or below the lower bound, over all labels in use. */
  excess = 0;

  private readonly mark: Int32Array;
  private readonly queue: Int32Array;
  private stamp = 0;

  /** @param part labels of the nodes, copied; every one from 0 to `problem.labels` */
  constructor(problem: PartitionProblem, part: ArrayLike<number>) {
    this.problem = problem;
    this.part = Int32Array.from(part);
    this.households = new Float64Array(problem.labels);
    this.count = new Int32Array(problem.labels);
    this.cut = new Int32Array(problem.edgeFrom.length);
    this.cutAt = new Int32Array(problem.edgeFrom.length);
    this.mark = new Int32Array(problem.nodes);
    this.queue = new Int32Array(problem.nodes);
    this.recount();
  }

  /** Takes over other labels. */
  assign(part: Int32Array): void {
    this.part.set(part);
    this.recount();
  }

  /** Computes everything anew: also takes out what floating-point sums have gathered. */
  recount(): void {
    const { problem, part, households, count, cutAt } = this;
    households.fill(0);
    count.fill(0);
    cutAt.fill(-1);
    this.cutCount = 0;
    this.cutCost = 0;
    this.moved = 0;
    for (let u = 0; u < problem.nodes; u++) {
      const label = part[u]!;
      households[label]! += problem.households[u]!;
      count[label]!++;
      if (problem.present && problem.present.labels[u] !== label) {
        this.moved += problem.households[u]!;
      }
    }
    for (let e = 0; e < problem.edgeFrom.length; e++) {
      if (part[problem.edgeFrom[e]!] !== part[problem.edgeTo[e]!]) this.addCut(e);
    }
    this.partsInUse = 0;
    this.excess = 0;
    for (let p = 0; p < problem.labels; p++) {
      if (count[p]! === 0) continue;
      this.partsInUse++;
      this.excess += this.excessOf(households[p]!);
    }
  }

  /** How far a part of so many households lies outside the bounds. */
  excessOf(households: number): number {
    const { lower, upper } = this.problem;
    return households < lower ? lower - households : households > upper ? households - upper : 0;
  }

  /** Cut and moved households: what the search makes small among feasible plans. */
  get cost(): number {
    return this.cutCost + (this.problem.present?.gamma ?? 0) * this.moved;
  }

  /** What the cost would change by if node u went to label `to`. */
  costChange(u: number, to: number): number {
    const { start, adjacent, adjacentCost, present, households } = this.problem;
    const from = this.part[u]!;
    let change = 0;
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const label = this.part[adjacent[i]!]!;
      if (label === from) change += adjacentCost[i]!;
      else if (label === to) change -= adjacentCost[i]!;
    }
    if (present !== null) {
      const home = present.labels[u]!;
      if (home === from) change += present.gamma * households[u]!;
      else if (home === to) change -= present.gamma * households[u]!;
    }
    return change;
  }

  /** What {@link excess} would change by. A label that empties drops out; one that begins comes in. */
  excessChange(u: number, to: number): number {
    const size = this.problem.households[u]!;
    const from = this.part[u]!;
    const left = this.households[from]! - size;
    const before =
      this.excessOf(this.households[from]!) +
      (this.count[to] === 0 ? 0 : this.excessOf(this.households[to]!));
    const after =
      (this.count[from] === 1 ? 0 : this.excessOf(left)) +
      this.excessOf(this.households[to]! + size);
    return after - before;
  }

  /** Whether the part of node u stays connected without it. A part of one node vanishes: that is allowed. */
  keepsConnected(u: number): boolean {
    const { start, adjacent } = this.problem;
    const { part, mark, queue } = this;
    const from = part[u]!;
    if (this.stamp > 2_000_000_000) {
      this.stamp = 0;
      mark.fill(0);
    }
    // Marks: wanted = a neighbour of u in its part that is not reached yet; reached = seen.
    const wanted = ++this.stamp;
    const reached = ++this.stamp;
    let missing = 0;
    let first = -1;
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const v = adjacent[i]!;
      if (part[v] !== from) continue;
      if (first === -1) first = v;
      else {
        mark[v] = wanted;
        missing++;
      }
    }
    if (missing === 0) return true;
    mark[u] = reached;
    mark[first] = reached;
    queue[0] = first;
    let length = 1;
    // Through neighbours of u first: in most places they border on one another.
    for (let at = 0; at < length; at++) {
      const v = queue[at]!;
      for (let i = start[v]!; i < start[v + 1]!; i++) {
        const w = adjacent[i]!;
        if (mark[w] !== wanted) continue;
        mark[w] = reached;
        queue[length++] = w;
        if (--missing === 0) return true;
      }
    }
    for (let at = 0; at < length; at++) {
      const v = queue[at]!;
      for (let i = start[v]!; i < start[v + 1]!; i++) {
        const w = adjacent[i]!;
        if (part[w] !== from || mark[w] === reached) continue;
        if (mark[w] === wanted && --missing === 0) return true;
        mark[w] = reached;
        queue[length++] = w;
      }
    }
    return false;
  }

  /** Moves node u to another label. */
  move(u: number, to: number): void {
    const { start, adjacent, adjacentEdge, households, present } = this.problem;
    const { part } = this;
    const from = part[u]!;
    const size = households[u]!;
    this.excess += this.excessChange(u, to);
    part[u] = to;
    this.households[from]! -= size;
    this.households[to]! += size;
    if (--this.count[from]! === 0) this.partsInUse--;
    if (this.count[to]!++ === 0) this.partsInUse++;
    if (present !== null) {
      if (present.labels[u] === from) this.moved += size;
      else if (present.labels[u] === to) this.moved -= size;
    }
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const label = part[adjacent[i]!]!;
      if (label === from) this.addCut(adjacentEdge[i]!);
      else if (label === to) this.removeCut(adjacentEdge[i]!);
    }
  }

  /**
   * Gives each node of a region one of two labels. Every node of the region has one of the two, and every neighbour of
   * the region another: only edges inside can change.
   * @param isBelow for each place of the region: 1 for the first label, 0 for the second
   */
  relabel(region: Region, isBelow: Uint8Array, below: number, above: number): void {
    const { part, count, cutAt } = this;
    const { households, present } = this.problem;
    const { nodes, nodeCount, edges, endA, endB, edgeCount } = region;
    this.excess -= this.excessOfLabel(below) + this.excessOfLabel(above);
    this.partsInUse -= (count[below]! > 0 ? 1 : 0) + (count[above]! > 0 ? 1 : 0);
    for (let i = 0; i < nodeCount; i++) {
      const u = nodes[i]!;
      const to = isBelow[i] === 1 ? below : above;
      const from = part[u]!;
      if (from === to) continue;
      const size = households[u]!;
      part[u] = to;
      this.households[from]! -= size;
      this.households[to]! += size;
      count[from]!--;
      count[to]!++;
      if (present === null) continue;
      if (present.labels[u] === from) this.moved += size;
      else if (present.labels[u] === to) this.moved -= size;
    }
    for (let i = 0; i < edgeCount; i++) {
      const e = edges[i]!;
      const isCut = isBelow[endA[i]!] !== isBelow[endB[i]!];
      if (isCut === (cutAt[e] !== -1)) continue;
      if (isCut) this.addCut(e);
      else this.removeCut(e);
    }
    this.partsInUse += (count[below]! > 0 ? 1 : 0) + (count[above]! > 0 ? 1 : 0);
    this.excess += this.excessOfLabel(below) + this.excessOfLabel(above);
  }

  private excessOfLabel(label: number): number {
    return this.count[label] === 0 ? 0 : this.excessOf(this.households[label]!);
  }

  private addCut(e: number): void {
    this.cutAt[e] = this.cutCount;
    this.cut[this.cutCount++] = e;
    this.cutCost += this.problem.edgeCost[e]!;
  }

  private removeCut(e: number): void {
    const at = this.cutAt[e]!;
    const last = this.cut[--this.cutCount]!;
    this.cut[at] = last;
    this.cutAt[last] = at;
    this.cutAt[e] = -1;
    this.cutCost -= this.problem.edgeCost[e]!;
  }
}

/** Nodes that are connected among themselves, and all edges between them, by places in the list of nodes. */
export interface Region {
  nodes: Int32Array;
  nodeCount: number;
  edges: Int32Array;
  endA: Int32Array;
  endB: Int32Array;
  edgeCount: number;
}

/** How many connected pieces the nodes of each label form; 0 for a label that is not in use. */
export function piecesOfParts(problem: PartitionProblem, part: ArrayLike<number>): Int32Array {
  const pieces = new Int32Array(problem.labels);
  const isSeen = new Uint8Array(problem.nodes);
  const stack: number[] = [];
  for (let seed = 0; seed < problem.nodes; seed++) {
    if (isSeen[seed] === 1) continue;
    pieces[part[seed]!]!++;
    isSeen[seed] = 1;
    stack.push(seed);
    while (stack.length > 0) {
      const u = stack.pop()!;
      for (let i = problem.start[u]!; i < problem.start[u + 1]!; i++) {
        const v = problem.adjacent[i]!;
        if (isSeen[v] === 1 || part[v] !== part[u]) continue;
        isSeen[v] = 1;
        stack.push(v);
      }
    }
  }
  return pieces;
}

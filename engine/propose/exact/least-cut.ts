import type { PartitionProblem } from '../search/partition-problem.ts';

const EPSILON = 1e-9;

/**
 * Least cuts between nodes of a partition problem's graph, some edges left out (Dinic's algorithm on the
 * problem's own half-edges). One object serves many questions about one graph.
 */
export class LeastCut {
  private readonly problem: PartitionProblem;
  private readonly twin: Int32Array;
  private readonly residual: Float64Array;
  private readonly level: Int32Array;
  private readonly next: Int32Array;
  private readonly queue: Int32Array;
  private readonly path: Int32Array;

  constructor(problem: PartitionProblem) {
    const halfEdges = problem.adjacent.length;
    this.problem = problem;
    this.twin = findTwins(problem);
    this.residual = new Float64Array(halfEdges);
    this.level = new Int32Array(problem.nodes);
    this.next = new Int32Array(problem.nodes);
    this.queue = new Int32Array(problem.nodes);
    this.path = new Int32Array(problem.nodes);
  }

  /**
   * Cost of the cheapest edges whose removal parts all sources from all sinks.
   * @param isOpen whether an edge takes part, by its two nodes
   * @param enough the flow may stop once it is this great: the answer is then at least that
   */
  between(
    sources: readonly number[],
    sinks: readonly number[],
    isOpen: (u: number, v: number) => boolean,
    enough: number,
  ): number {
    const { start, adjacent, adjacentCost, nodes } = this.problem;
    const { residual } = this;
    for (let u = 0; u < nodes; u++) {
      for (let h = start[u]!; h < start[u + 1]!; h++) {
        residual[h] = isOpen(u, adjacent[h]!) ? adjacentCost[h]! : 0;
      }
    }
    const isSink = new Uint8Array(nodes);
    for (const sink of sinks) isSink[sink] = 1;
    let flow = 0;
    while (flow < enough && this.findLevels(sources, isSink)) {
      for (let u = 0; u < nodes; u++) this.next[u] = start[u]!;
      for (const source of sources) {
        for (let pushed = 1; pushed > 0 && flow < enough; flow += pushed) {
          pushed = this.push(source, isSink);
        }
      }
    }
    return flow;
  }

  private findLevels(sources: readonly number[], isSink: Uint8Array): boolean {
    const { start, adjacent } = this.problem;
    const { level, queue, residual } = this;
    level.fill(-1);
    let length = 0;
    for (const source of sources) {
      level[source] = 0;
      queue[length++] = source;
    }
    let isFound = false;
    for (let at = 0; at < length; at++) {
      const u = queue[at]!;
      if (isSink[u] === 1) {
        isFound = true;
        continue;
      }
      for (let h = start[u]!; h < start[u + 1]!; h++) {
        const v = adjacent[h]!;
        if (level[v] !== -1 || residual[h]! <= EPSILON) continue;
        level[v] = level[u]! + 1;
        queue[length++] = v;
      }
    }
    return isFound;
  }

  /** One augmenting path along the levels; how much went through it, 0 when there is none. */
  private push(source: number, isSink: Uint8Array): number {
    const { start, adjacent } = this.problem;
    const { level, next, path, residual, twin } = this;
    let depth = 0;
    let u = source;
    for (;;) {
      if (isSink[u] === 1) {
        let least = Number.POSITIVE_INFINITY;
        for (let d = 0; d < depth; d++) least = Math.min(least, residual[path[d]!]!);
        for (let d = 0; d < depth; d++) {
          residual[path[d]!]! -= least;
          residual[twin[path[d]!]!]! += least;
        }
        return least;
      }
      let h = next[u]!;
      const end = start[u + 1]!;
      while (h < end && (residual[h]! <= EPSILON || level[adjacent[h]!] !== level[u]! + 1)) h++;
      next[u] = h;
      if (h < end) {
        path[depth++] = h;
        u = adjacent[h]!;
      } else if (depth === 0) return 0;
      else {
        // A dead end: back one step, and past the half-edge that led here.
        u = adjacent[twin[path[--depth]!]!]!;
        next[u]!++;
      }
    }
  }
}

/** The half-edge the other way, for each half-edge. */
function findTwins({ nodes, start, adjacentEdge }: PartitionProblem): Int32Array {
  const twin = new Int32Array(adjacentEdge.length);
  const seen = new Int32Array(adjacentEdge.length / 2).fill(-1);
  for (let u = 0; u < nodes; u++) {
    for (let h = start[u]!; h < start[u + 1]!; h++) {
      const e = adjacentEdge[h]!;
      const other = seen[e]!;
      if (other === -1) seen[e] = h;
      else {
        twin[h] = other;
        twin[other] = h;
      }
    }
  }
  return twin;
}

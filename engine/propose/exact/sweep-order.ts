import type { PartitionProblem } from '../search/partition-problem.ts';

export interface SweepOrder {
  /** Nodes in the order in which they are decided, and the place of each. */
  order: Int32Array;
  placeOf: Int32Array;
  /** Most nodes that are decided and still have undecided neighbours, at any moment. */
  width: number;
}

/** Starts from which a sweep is tried. */
const STARTS = 48;

/**
 * An order of the nodes that keeps the frontier narrow: from a start, always the neighbour that adds least to
 * it; the narrowest of several starts, ties by the sum of widths.
 */
export function findSweepOrder(problem: PartitionProblem): SweepOrder {
  const step = Math.max(1, Math.floor(problem.nodes / STARTS));
  let best: { order: Int32Array; width: number; sum: number } | null = null;
  for (let start = 0; start < problem.nodes; start += step) {
    const found = sweepFrom(problem, start);
    if (
      best === null ||
      found.width < best.width ||
      (found.width === best.width && found.sum < best.sum)
    ) {
      best = found;
    }
  }
  const order = best?.order ?? new Int32Array(0);
  const placeOf = new Int32Array(problem.nodes);
  order.forEach((node, place) => {
    placeOf[node] = place;
  });
  return { order, placeOf, width: best?.width ?? 0 };
}

function sweepFrom({ nodes, start, adjacent }: PartitionProblem, first: number) {
  const order = new Int32Array(nodes);
  const isDecided = new Uint8Array(nodes);
  const undecided = new Int32Array(nodes);
  for (let u = 0; u < nodes; u++) undecided[u] = start[u + 1]! - start[u]!;
  const open = new Set<number>();
  let [width, frontier, sum] = [0, 0, 0];
  /** By how much the frontier grows if u is decided next. */
  const growth = (u: number): number => {
    let change = undecided[u]! > 0 ? 1 : 0;
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const v = adjacent[i]!;
      if (isDecided[v] === 1 && undecided[v] === 1) change--;
    }
    return change;
  };
  let fresh = first;
  for (let place = 0; place < nodes; place++) {
    let chosen = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const u of open) {
      const grown = growth(u);
      if (grown < least) {
        least = grown;
        chosen = u;
      }
    }
    if (chosen === -1) {
      // The first node, or the next component.
      while (isDecided[fresh] === 1) fresh = (fresh + 1) % nodes;
      chosen = fresh;
      least = growth(chosen);
    }
    open.delete(chosen);
    isDecided[chosen] = 1;
    order[place] = chosen;
    frontier += least;
    width = Math.max(width, frontier);
    sum += 2 ** Math.min(60, frontier);
    for (let i = start[chosen]!; i < start[chosen + 1]!; i++) {
      const v = adjacent[i]!;
      undecided[v]!--;
      if (isDecided[v] === 0) open.add(v);
    }
  }
  return { order, width, sum };
}

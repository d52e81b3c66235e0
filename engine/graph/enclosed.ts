import type { DepthFirstWalk } from './articulation.ts';
import type { DualGraph, EnclosedGroup, GraphEdge } from './types.ts';

/**
 * Which units lie wholly inside one other: all of their border, but for a remainder shorter than a border
 * must be, is with that one. Elsewhere −1.
 */
export function findEnclosed(
  edges: readonly GraphEdge[],
  perimeterMetres: Float64Array,
  leastBorderMetres: number,
): Int32Array {
  const enclosedBy = new Int32Array(perimeterMetres.length).fill(-1);
  const degree = new Int32Array(perimeterMetres.length);
  for (const { units } of edges) for (const unit of units) degree[unit]!++;
  for (const { units, lengthMetres } of edges) {
    const [a, b] = units;
    for (const [inner, outer] of [
      [a, b],
      [b, a],
    ] as const) {
      const rest = perimeterMetres[inner]! - lengthMetres;
      const least = Math.max(leastBorderMetres, ROUNDING * perimeterMetres[inner]!);
      if (degree[inner] === 1 && rest <= least) enclosedBy[inner] = outer;
    }
  }
  return enclosedBy;
}

/** Relative; lengths are summed in different ways. */
const ROUNDING = 1e-6;

/**
 * Groups of two and more connected units that one unit alone parts from the outside, the largest ones: a
 * group inside another group is not listed again.
 * @param walk starting, in each component, from a unit that borders the outside
 */
export function findEnclosedGroups(
  { order, at, size, parent, low }: DepthFirstWalk,
  { outerLengthMetres }: Pick<DualGraph, 'outerLengthMetres'>,
  leastBorderMetres: number,
): EnclosedGroup[] {
  // Units at the outside up to each place in the order, so that those of a subtree are one subtraction.
  const outer = new Int32Array(order.length + 1);
  order.forEach((node, i) => {
    outer[i + 1] = outer[i]! + (outerLengthMetres[node]! > leastBorderMetres ? 1 : 0);
  });
  const branches = new Map<number, number[]>();
  let rootIsOutside = false;
  for (let i = 0; i < order.length; ) {
    const node = order[i]!;
    const above = parent[node]!;
    const end = i + size[node]!;
    if (above < 0) rootIsOutside = outer[i + 1]! > outer[i]!;
    // Without any unit at the outside nothing tells in from out.
    const isCutOff = above >= 0 && rootIsOutside && low[node]! >= at[above]!;
    if (isCutOff && outer[end] === outer[i]) {
      const known = branches.get(above);
      if (known === undefined) branches.set(above, [node]);
      else known.push(node);
      i = end;
    } else i++;
  }
  const groups: EnclosedGroup[] = [];
  for (const [by, tops] of branches) {
    for (const top of tops) {
      if (size[top]! < 2) continue;
      const nodes = order.subarray(at[top]!, at[top]! + size[top]!);
      groups.push({ by, nodes: [...nodes].sort((a, b) => a - b) });
    }
  }
  return groups.sort((a, b) => a.nodes[0]! - b.nodes[0]!);
}

import type { AreaGeometry } from '#engine/coverage/types.ts';
import { buildDualGraph, type DualGraphOptions } from '#engine/graph/dual-graph.ts';
import type { DualGraph } from '#engine/graph/types.ts';
import { matchUnits } from '#engine/units/match-units.ts';

/** The dual graph of areas, without barriers. */
export function graphOf(
  geometries: readonly AreaGeometry[],
  options: DualGraphOptions & { borderToleranceMetres?: number } = {},
): DualGraph {
  const { borderToleranceMetres, ...rest } = options;
  const set = matchUnits(
    geometries.map((geometry, i) => ({ id: `u${i}`, geometry })),
    [],
    borderToleranceMetres === undefined ? {} : { borderToleranceMetres },
  );
  return buildDualGraph(set, rest);
}

/** The rotation of each node. */
export const rotationsOf = ({ nodes, start, neighbours }: DualGraph): number[][] =>
  Array.from({ length: nodes }, (_, n) => [...neighbours.subarray(start[n], start[n + 1])]);

/** The rotation of one node, turned so that it begins with an entry. */
export function rotationFrom(graph: DualGraph, node: number, first: number): number[] {
  const rotation = rotationsOf(graph)[node]!;
  const at = rotation.indexOf(first);
  return [...rotation.slice(at), ...rotation.slice(0, at)];
}

/** Number of runs of entries that belong to a set, around a cycle. */
export function countRuns(rotation: readonly number[], isIn: (node: number) => boolean): number {
  const inside = rotation.map((node) => node >= 0 && isIn(node));
  if (inside.every(Boolean)) return inside.length > 0 ? 1 : 0;
  return inside.filter((is, i) => is && !inside.at(i - 1)).length;
}

/** Number of connected components of some nodes of a graph, by flooding. */
export function countComponents(
  { edges }: Pick<DualGraph, 'edges'>,
  nodes: Iterable<number>,
): number {
  const left = new Set(nodes);
  const around = new Map<number, number[]>();
  for (const { units } of edges) {
    const [a, b] = units;
    around.set(a, [...(around.get(a) ?? []), b]);
    around.set(b, [...(around.get(b) ?? []), a]);
  }
  let count = 0;
  for (const seed of left) {
    count++;
    const queue = [seed];
    left.delete(seed);
    for (const node of queue) {
      for (const next of around.get(node) ?? []) if (left.delete(next)) queue.push(next);
    }
  }
  return count;
}

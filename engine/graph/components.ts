import { DisjointSets } from '../geometry/disjoint-sets.ts';
import type { DualGraph, GraphEdge } from './types.ts';

/** The connected components of a graph, numbered from 0 by their first node. */
export function findComponents(
  nodes: number,
  edges: readonly Pick<GraphEdge, 'units'>[],
): Pick<DualGraph, 'component' | 'components'> {
  const sets = new DisjointSets(nodes);
  for (const { units } of edges) sets.union(units[0], units[1]);
  const component = new Int32Array(nodes);
  let components = 0;
  // The representative of a set is its first node, so it is numbered before the others.
  for (let node = 0; node < nodes; node++) {
    const first = sets.find(node);
    component[node] = first === node ? components++ : component[first]!;
  }
  return { component, components };
}

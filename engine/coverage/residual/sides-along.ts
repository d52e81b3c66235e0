import type { ResidualGraph } from './residual-graph.ts';

const isCommunity =
  (graph: ResidualGraph) =>
  (owner: number): boolean =>
    owner < graph.communities;

/** Owners whose border runs along a half-edge with the interior on its far side. */
export function ownersBeyond(graph: ResidualGraph, halfEdge: number): number[] {
  const edge = halfEdge >> 1;
  const owners = halfEdge & 1 ? graph.leftOwners(edge) : graph.rightOwners(edge);
  return owners.filter(isCommunity(graph));
}

export function sidesAlong(
  graph: ResidualGraph,
  edge: number,
): { left: number[]; right: number[] } {
  return {
    left: graph.leftOwners(edge).filter(isCommunity(graph)),
    right: graph.rightOwners(edge).filter(isCommunity(graph)),
  };
}

/** As `pairsAcross` has them: communities on opposite sides, and one beside the outline's own side. */
export function pairsAlong(graph: ResidualGraph, edge: number): [number, number][] {
  const { left, right } = sidesAlong(graph, edge);
  const pairs = left.flatMap((a) => right.map((b): [number, number] => [a, b]));
  if (graph.leftOwners(edge).includes(graph.communities)) {
    for (const owner of left) pairs.push([owner, graph.communities]);
  } else if (graph.rightOwners(edge).includes(graph.communities)) {
    for (const owner of right) pairs.push([owner, graph.communities]);
  }
  return pairs;
}

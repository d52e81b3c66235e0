import type { ResidualGraph } from './residual-graph.ts';

/** Communities whose border runs along a half-edge with the interior on its far side. */
export function ownersBeyond({ sides, communities }: ResidualGraph, halfEdge: number): number[] {
  const edge = halfEdge >> 1;
  const farSide = halfEdge & 1;
  const owners: number[] = [];
  for (let i = sides.start[edge]!; i < sides.start[edge + 1]!; i++) {
    if (sides.isLeft[i] === farSide && sides.owner[i]! < communities) owners.push(sides.owner[i]!);
  }
  return owners;
}

/** As `pairsAcross` has them: communities on opposite sides, and one beside the outline's own side. */
export function pairsAlong(graph: ResidualGraph, edge: number): [number, number][] {
  const { sides, communities } = graph;
  const left = ownersBeyond(graph, 2 * edge + 1);
  const right = ownersBeyond(graph, 2 * edge);
  const pairs = left.flatMap((a) => right.map((b): [number, number] => [a, b]));
  for (let i = sides.start[edge]!; i < sides.start[edge + 1]!; i++) {
    if (sides.owner[i] !== communities) continue;
    for (const owner of sides.isLeft[i] === 1 ? left : right) pairs.push([owner, communities]);
    break;
  }
  return pairs;
}

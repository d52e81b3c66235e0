import type { PartitionInstance } from './instance.ts';

/** A link that joins an island to the rest: two units, and how far they lie apart. */
export interface IslandLink {
  from: number;
  to: number;
  distanceMetres: number;
  /** Units and households of the island. */
  units: number;
  households: number;
}

/** Connected pieces of an instance's graph, each a list of units; the one with most households first. */
export function listPieces({ nodes, edges }: PartitionInstance): number[][] {
  const adjacent: number[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    adjacent[from]!.push(to);
    adjacent[to]!.push(from);
  }
  const isSeen = new Uint8Array(nodes.length);
  const pieces: number[][] = [];
  nodes.forEach((_, seed) => {
    if (isSeen[seed] === 1) return;
    isSeen[seed] = 1;
    const piece = [seed];
    for (let at = 0; at < piece.length; at++) {
      for (const v of adjacent[piece[at]!]!) {
        if (isSeen[v] === 1) continue;
        isSeen[v] = 1;
        piece.push(v);
      }
    }
    pieces.push(piece);
  });
  const householdsOf = (piece: readonly number[]): number =>
    piece.reduce((sum, u) => sum + nodes[u]!.population, 0);
  return pieces
    .map((piece) => ({ piece, households: householdsOf(piece) }))
    .sort((a, b) => b.households - a.households || a.piece[0]! - b.piece[0]!)
    .map(({ piece }) => piece);
}

/**
 * Joins each island to what is joined already by a link between the two units that lie nearest to one another: a ferry, a
 * bridge, a road outside the area. A link has no length: cutting it costs nothing.
 */
export function joinIslands(instance: PartitionInstance): {
  instance: PartitionInstance;
  links: IslandLink[];
} {
  const [main = [], ...islands] = listPieces(instance);
  const { nodes } = instance;
  const links: IslandLink[] = [];
  const joined = [...main];
  for (const island of islands) {
    let link: IslandLink | null = null;
    const households = island.reduce((sum, u) => sum + nodes[u]!.population, 0);
    for (const from of island) {
      for (const to of joined) {
        const distanceMetres = Math.hypot(
          nodes[from]!.x - nodes[to]!.x,
          nodes[from]!.y - nodes[to]!.y,
        );
        if (link !== null && distanceMetres >= link.distanceMetres) continue;
        link = { from, to, distanceMetres, units: island.length, households };
      }
    }
    if (link !== null) links.push(link);
    joined.push(...island);
  }
  if (links.length === 0) return { instance, links };
  const edges = links.map(({ from, to }) => ({ from, to, length: 0, barrierClass: 0 }));
  return { instance: { ...instance, edges: [...instance.edges, ...edges] }, links };
}

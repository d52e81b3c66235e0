import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import type { Ground, GroundEdge } from './ground.ts';
import { box } from './ring-box.ts';
import { ringsOf } from './unite-units.ts';

/** The graph that a search works on: units, those of one estate joined into one node. */
export interface Atoms {
  /** Units of each node. */
  members: readonly (readonly number[])[];
  nodeOf: ReadonlyMap<number, number>;
  households: readonly number[];
  /** Borders between nodes; `links` between parts of the ground that share no border have none. */
  edges: readonly { nodes: [number, number]; border: GroundEdge }[];
  links: readonly [number, number][];
}

/** @param units indexes of the units that may change hands */
export function buildAtoms(ground: Ground, units: readonly number[]): Atoms {
  const inside = new Set(units);
  const edges = ground.edges.filter(({ units: [a, b] }) => inside.has(a) && inside.has(b));
  const sets = new DisjointSets(ground.units.length);
  for (const { units: together } of ground.estateGroups) {
    const own = new Set(together.filter((u) => inside.has(u)));
    // Parts of an estate that do not touch cannot be one node: it would not be connected.
    for (const {
      units: [a, b],
    } of edges)
      if (own.has(a) && own.has(b)) sets.union(a, b);
  }
  const byRoot = new Map<number, number[]>();
  for (const u of units) {
    const root = sets.find(u);
    const list = byRoot.get(root);
    if (list === undefined) byRoot.set(root, [u]);
    else list.push(u);
  }
  const members = [...byRoot.values()];
  const nodeOf = new Map(members.flatMap((list, node) => list.map((u) => [u, node] as const)));
  const between = edges.flatMap((border) => {
    const nodes: [number, number] = [nodeOf.get(border.units[0])!, nodeOf.get(border.units[1])!];
    return nodes[0] === nodes[1] ? [] : [{ nodes, border }];
  });
  return {
    members,
    nodeOf,
    households: members.map((list) => list.reduce((sum, u) => sum + ground.households[u]!, 0)),
    edges: between,
    links: linkComponents(ground, members, between),
  };
}

/** Joins parts that share no border to the nearest of what is joined already, the part with most nodes first. */
function linkComponents(
  { units }: Ground,
  members: readonly (readonly number[])[],
  edges: Atoms['edges'],
): [number, number][] {
  const sets = new DisjointSets(members.length);
  for (const { nodes } of edges) sets.union(...nodes);
  const parts = new Map<number, number[]>();
  members.forEach((_, node) => {
    const root = sets.find(node);
    const list = parts.get(root);
    if (list === undefined) parts.set(root, [node]);
    else list.push(node);
  });
  const [main = [], ...others] = [...parts.values()].sort((a, b) => b.length - a.length);
  if (others.length === 0) return [];
  const boxes = members.map((list) => box(list.flatMap((u) => ringsOf(units[u]!.geometry))));
  const shrink = Math.cos((((boxes[0]![1] + boxes[0]![3]) / 2) * Math.PI) / 180);
  const distance = (a: number, b: number): number => {
    const [p, q] = [boxes[a]!, boxes[b]!];
    const dx = Math.max(0, q[0] - p[2], p[0] - q[2]) * shrink;
    const dy = Math.max(0, q[1] - p[3], p[1] - q[3]);
    return Math.hypot(dx, dy);
  };
  const joined = [...main];
  return others.map((part) => {
    let best: [number, number] = [part[0]!, joined[0]!];
    let least = Number.POSITIVE_INFINITY;
    for (const a of part) {
      for (const b of joined) {
        const d = distance(a, b);
        if (d < least) [least, best] = [d, [a, b]];
      }
    }
    joined.push(...part);
    return best;
  });
}

/** `[from, to, cost]` of borders and links: what a border between two nodes costs, and a link nothing. */
export const edgesOf = ({ edges, links }: Atoms): (readonly [number, number, number])[] => [
  ...edges.map(({ nodes, border }) => [...nodes, Math.round(border.cost * 1000) / 1000] as const),
  ...links.map((nodes) => [...nodes, 0] as const),
];

import { buildPartitionProblem, type PartitionProblem } from '../search/partition-problem.ts';
import type { Atoms } from './atoms.ts';
import type { Ground } from './ground.ts';
import type { SuggestOptions } from './types.ts';

/** Where neither policy nor request bound the parts: shares of the mean. */
const UNBOUNDED = 0.2;
/** More parts than this are not tried unless they are asked for. */
const MOST_PARTS = 12;
/** Share of a border's bare length in the cost of a compact split. */
const COMPACT_LENGTH = 0.7;

/** What a metre without a name costs more where borders are to have names, in metres of border across open ground. */
const NAMELESS_COST = 8;
/**
 * What a metre of border costs besides, where borders are to have names: names alone draw communities out along the roads
 * that have them. Little, where as much as can be is to have a name; as much as open ground, where less will do.
 */
const NAMED_LENGTH_COST = { named: 0.3, shortNamed: 1 };

/** What a split is made for. */
export type SplitAim =
  | 'best-borders'
  | 'most-compact'
  | 'most-even'
  | 'short-named-borders'
  | 'named-borders'
  /** Names at whatever length: where the one before falls short of a clear border. */
  | 'named-at-any-length';

const NAMED_AIMS: ReadonlySet<SplitAim> = new Set([
  'short-named-borders',
  'named-borders',
  'named-at-any-length',
]);

/** Numbers of parts that the bounds allow, those that reach the target band first. */
export function partCounts({ bounds }: Ground, total: number, { parts }: SuggestOptions): number[] {
  if (parts !== undefined) return [parts];
  const { hard, target } = bounds;
  if (!bounds.isGiven) return [2, 3];
  const least = Math.max(2, Math.ceil(total / hard.max - 1e-9));
  const wanted = Math.max(least, Math.floor(total / Math.max(1, target.min) + 1e-9));
  const allowed = Math.floor(total / Math.max(1, hard.min) + 1e-9);
  const most = Math.min(Math.max(least, MOST_PARTS), wanted, allowed);
  const counts: number[] = [];
  for (let k = least; k <= most; k++) counts.push(k);
  return counts;
}

/** Bounds for so many parts: the target band where they can all be in it, else what the rules allow. */
function boundsFor(
  { bounds }: Ground,
  total: number,
  parts: number,
  aim: SplitAim,
): { lower: number; upper: number } {
  const mean = total / parts;
  if (!bounds.isGiven) {
    return { lower: Math.floor(mean * (1 - UNBOUNDED)), upper: Math.ceil(mean * (1 + UNBOUNDED)) };
  }
  const { hard, target } = bounds;
  const isAimed = !NAMED_AIMS.has(aim) && mean >= target.min && mean <= target.max;
  const band = isAimed ? target : hard;
  return { lower: band.min, upper: Math.min(band.max, total) };
}

/** The division of a community into so many parts, as a problem for the search. */
export function splitProblem(
  ground: Ground,
  { households, edges, links }: Atoms,
  total: number,
  parts: number,
  aim: SplitAim,
): PartitionProblem {
  const costOf = ({ border }: Atoms['edges'][number]): number => {
    const { cost, lengthMetres } = border;
    const named = cost + NAMELESS_COST * border.namelessMetres;
    switch (aim) {
      case 'best-borders':
      case 'most-even':
        return cost;
      case 'most-compact':
        return COMPACT_LENGTH * lengthMetres + (1 - COMPACT_LENGTH) * cost;
      case 'short-named-borders':
        return named + NAMED_LENGTH_COST.shortNamed * lengthMetres;
      case 'named-borders':
        return named + NAMED_LENGTH_COST.named * lengthMetres;
      case 'named-at-any-length':
        return named;
    }
  };
  const costs = edges.map((edge) => [...edge.nodes, decimals(costOf(edge))] as const);
  return buildPartitionProblem({
    households,
    edges: [...costs, ...links.map((nodes) => [...nodes, 0] as const)],
    labels: parts,
    partCount: parts,
    ...boundsFor(ground, total, parts, aim),
  });
}

/** Share of a plan's borders along barriers with a name; 1 where it needs none, or nothing has a name. */
export function namedShareOf({ edges }: Atoms, part: Int32Array): number {
  const named = ({ border }: Atoms['edges'][number]): number =>
    Math.max(0, border.lengthMetres - border.namelessMetres);
  if (edges.every((edge) => named(edge) === 0)) return 1;
  const cut = edges.filter(({ nodes: [a, b] }) => part[a] !== part[b]);
  const length = cut.reduce((sum, { border }) => sum + border.lengthMetres, 0);
  return length === 0 ? 1 : cut.reduce((sum, edge) => sum + named(edge), 0) / length;
}

const decimals = (cost: number): number => Math.round(cost * 1000) / 1000;

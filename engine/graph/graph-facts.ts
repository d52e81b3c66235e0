import type { Position } from '../coverage/types.ts';
import type { UnitSet } from '../units/types.ts';
import { buildDualGraph } from './dual-graph.ts';

/** What the graph of neighbours tells about units, by their ids. */
export interface GraphFacts {
  /** Pairs of units that share a border. */
  pairs: number;
  /** Connected areas that the units form. */
  components: number;
  /** Units without which others would be cut off from the rest (articulation units). */
  articulationUnits: string[];
  /** Units that reach the rest through one unit alone and border no outside: enclaves. */
  enclosed: { units: string[]; by: string }[];
  /** For each connected area but the largest the nearest unit of another: a link to be approved. */
  islandLinks: { units: [string, string]; distanceMetres: number; between: [Position, Position] }[];
}

/** The figures of the dual graph of units, in the order of the units. */
export function graphFacts(set: Pick<UnitSet, 'units' | 'borders'>): GraphFacts {
  const graph = buildDualGraph(set);
  const idOf = (unit: number): string => set.units[unit]!.id;
  const enclosed = [...graph.enclosedBy].flatMap((by, unit) =>
    by === -1 ? [] : [{ units: [idOf(unit)], by: idOf(by) }],
  );
  const groups = graph.enclosedGroups.map(({ by, nodes }) => ({
    units: nodes.map(idOf),
    by: idOf(by),
  }));
  return {
    pairs: graph.edges.length,
    components: graph.components,
    articulationUnits: set.units.flatMap(({ id }, unit) =>
      graph.isArticulation[unit] === 1 ? [id] : [],
    ),
    enclosed: [...enclosed, ...groups],
    islandLinks: graph.islandLinks.map(({ units: [a, b], distanceMetres, between }) => ({
      units: [idOf(a), idOf(b)],
      distanceMetres,
      between,
    })),
  };
}

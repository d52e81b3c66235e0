import { lengthByClass } from '../barriers/border-share.ts';
import type { BarrierClass } from '../barriers/types.ts';
import { geodesicArea, ringMeasure } from '../geometry/geodesic.ts';
import type { UnitBorder, UnitSet } from '../units/types.ts';
import { findArticulation, walkDepthFirst } from './articulation.ts';
import { type BorderChain, chainStretches } from './border-chains.ts';
import { findComponents } from './components.ts';
import { findEnclosed, findEnclosedGroups } from './enclosed.ts';
import { findIslandLinks } from './island-links.ts';
import { buildRotation } from './rotation.ts';
import type { DualGraph, GraphEdge } from './types.ts';

export interface DualGraphOptions {
  /** Borders up to this length are no edge but a short contact. Metres, default 1. */
  leastBorderMetres?: number;
}

/** Contact along so little is hardly more than a corner. */
export const LEAST_BORDER_METRES = 1;

/**
 * The dual graph of units: an edge for every pair that shares a border (rook contiguity; contact in a
 * point is none), with its length by class of barrier; rotations, components, articulation units,
 * enclosed units and groups, and the links that islands could be joined by.
 *
 * Several borders of one pair are added up. Linear in the borders and their vertices, but for islands,
 * whose nearest neighbours are looked up in an index.
 * @param set units, and all of their borders: those with the outside too
 * @throws RangeError when a border names a unit that is not there, or the threshold is negative
 */
export function buildDualGraph(
  set: Pick<UnitSet, 'units' | 'borders'>,
  options: DualGraphOptions = {},
): DualGraph {
  const least = options.leastBorderMetres ?? LEAST_BORDER_METRES;
  if (!(least >= 0 && Number.isFinite(least))) {
    throw new RangeError(`leastBorderMetres must be a number of at least 0, not ${least}`);
  }
  const nodes = set.units.length;
  const geometries = set.units.map(({ geometry }) => geometry);
  const { edges, shortBorders, edgeOfBorder, outerLengthMetres } = sumBorders(set, least);
  const chains = set.borders.flatMap((border, i) => chainStretches(border, edgeOfBorder[i]!));
  const rotation = buildRotation(geometries, chains);
  const perimeterMetres = Float64Array.from(geometries, (geometry) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flat().reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);
  });
  const parts = findComponents(nodes, edges);
  const walk = walkDepthFirst(
    { nodes, ...adjacency(nodes, edges) },
    outside(outerLengthMetres, least),
  );
  return {
    nodes,
    edges,
    shortBorders,
    ...rotation,
    areaSquareMetres: Float64Array.from(geometries, geodesicArea),
    perimeterMetres,
    outerLengthMetres,
    ...parts,
    isArticulation: findArticulation(walk),
    enclosedBy: findEnclosed(edges, perimeterMetres, least),
    enclosedGroups: findEnclosedGroups(walk, { outerLengthMetres }, least),
    islandLinks: findIslandLinks(geometries, parts, outerLines(chains)),
  };
}

/** Borders added up by pair: edges in the order of their units, what is too short, and lengths outside. */
function sumBorders({ units, borders }: Pick<UnitSet, 'units' | 'borders'>, least: number) {
  const outerLengthMetres = new Float64Array(units.length);
  const pairs = new Map<number, { edge: GraphEdge; borders: number[] }>();
  borders.forEach((border, i) => {
    const [a, b] = border.units;
    assertUnits(border, i, units.length);
    if (b === null) {
      outerLengthMetres[a]! += border.lengthMetres;
      return;
    }
    const ends: [number, number] = a < b ? [a, b] : [b, a];
    const key = ends[0] * units.length + ends[1];
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { edge: edgeAlong(ends, border), borders: [i] });
    else {
      addBorder(known.edge, border);
      known.borders.push(i);
    }
  });
  const edges: GraphEdge[] = [];
  const shortBorders: GraphEdge[] = [];
  const edgeOfBorder = new Int32Array(borders.length).fill(-1);
  for (const [, { edge, borders: own }] of [...pairs].sort(([a], [b]) => a - b)) {
    // Contact in a point is no border, whatever the threshold.
    if (edge.lengthMetres <= least) {
      if (edge.lengthMetres > 0) shortBorders.push(edge);
      continue;
    }
    for (const i of own) edgeOfBorder[i] = edges.length;
    edges.push(edge);
  }
  return { edges, shortBorders, edgeOfBorder, outerLengthMetres };
}

function assertUnits({ units: [a, b] }: UnitBorder, border: number, count: number): void {
  const isUnit = (unit: number): boolean => Number.isInteger(unit) && unit >= 0 && unit < count;
  if (isUnit(a) && (b === null || (isUnit(b) && a !== b))) return;
  throw new RangeError(`border ${border} is between units ${a} and ${b}, of ${count} units`);
}

const edgeAlong = (units: [number, number], border: UnitBorder): GraphEdge => ({
  units,
  lengthMetres: border.lengthMetres,
  lengthByClass: lengthByClass(border.stretches),
});

function addBorder(edge: GraphEdge, border: UnitBorder): void {
  edge.lengthMetres += border.lengthMetres;
  for (const [kind, length] of Object.entries(lengthByClass(border.stretches))) {
    const known = edge.lengthByClass[kind as BarrierClass | 'none'] ?? 0;
    edge.lengthByClass[kind as BarrierClass | 'none'] = known + length;
  }
}

/** Compressed sparse rows of the edges alone: without breaks, each neighbour once. */
function adjacency(nodes: number, edges: readonly GraphEdge[]) {
  const start = new Int32Array(nodes + 1);
  for (const { units } of edges) for (const unit of units) start[unit + 1]!++;
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!;
  const end = start.slice();
  const neighbours = new Int32Array(2 * edges.length);
  for (const { units } of edges) {
    const [a, b] = units;
    neighbours[end[a]!++] = b;
    neighbours[end[b]!++] = a;
  }
  return { start, neighbours };
}

function* outside(outerLengthMetres: Float64Array, least: number): Generator<number> {
  for (let node = 0; node < outerLengthMetres.length; node++) {
    if (outerLengthMetres[node]! > least) yield node;
  }
}

const outerLines = (chains: readonly BorderChain[]) =>
  chains
    .filter(({ units }) => units[1] === null)
    .map(({ units, line }) => ({ unit: units[0], line }));

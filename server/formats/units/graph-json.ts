import { barrierWeight, OFF_BARRIER_WEIGHT } from '#engine/barriers/class-weights.ts';
import { BARRIER_CLASSES, type BarrierClass } from '#engine/barriers/types.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import type { DualGraph, GraphEdge } from '#engine/graph/types.ts';
import type { UnitInput } from '#engine/material/types.ts';

/** A node of an instance: a unit. */
export interface InstanceNode {
  id: string;
  /** What `weight` says; 0 where it is not known. */
  population: number;
  /** Centroid in metres, in a plane that touches the ground at the first unit. */
  x: number;
  y: number;
  /** Area, m². */
  a: number;
  /** Length of the border with the outside, metres. */
  b: number;
}

/** Units `i` and `j`, the length of their border, the class that most of it follows, and its length by class. */
export type InstanceEdge = [number, number, number, number, Partial<Record<string, number>>];

/** What a partitioner takes: see the benchmark's README. `k` and `tolerance` are the caller's to give. */
export interface Instance {
  name: string;
  /** What the nodes' `population` counts. */
  weight: 'households' | 'population';
  barrierClasses: string[];
  classWeight: number[];
  nodes: InstanceNode[];
  edges: InstanceEdge[];
  /** The community of each unit as a number, −1 for none; left out where units name no communities. */
  current?: number[];
  /** The communities by those numbers. */
  communities?: string[];
}

/** Households, unless only residents are known. */
export function weightOf(units: readonly UnitInput[]): Instance['weight'] {
  const isKnown = units.some(({ households }) => households !== undefined);
  return !isKnown && units.some(({ population }) => population !== undefined)
    ? 'population'
    : 'households';
}

/** The dual graph of units in the form in which partitioners take it. */
export function writeGraphJson(
  name: string,
  units: readonly UnitInput[],
  graph: DualGraph,
): string {
  const instance = buildInstance(name, units, graph);
  const rows = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const { nodes, edges, ...members } = instance;
  const head = JSON.stringify(members).slice(0, -1);
  return `${head},\n"nodes":${rows(nodes)},\n"edges":${rows(edges)}\n}\n`;
}

function buildInstance(name: string, units: readonly UnitInput[], graph: DualGraph): Instance {
  const places = units.map(({ geometry }) => centroidOf(geometry));
  const [lon, lat] = places[0] ?? [0, 0];
  const frame = localFrame(lon, lat);
  const weight = weightOf(units);
  return {
    name,
    weight,
    barrierClasses: ['none', ...BARRIER_CLASSES],
    classWeight: [OFF_BARRIER_WEIGHT, ...BARRIER_CLASSES.map((one) => barrierWeight(one))],
    ...currentOf(units),
    nodes: units.map((unit, i) => {
      const [x, y] = places[i]!;
      return {
        id: unit.id,
        population: unit[weight] ?? 0,
        x: rounded((x - frame.originLon) * frame.metresPerDegreeLon),
        y: rounded((y - frame.originLat) * frame.metresPerDegreeLat),
        a: rounded(graph.areaSquareMetres[i]!),
        b: rounded(graph.outerLengthMetres[i]!),
      };
    }),
    edges: graph.edges.map(toEdge),
  };
}

function toEdge({ units: [a, b], lengthMetres, lengthByClass }: GraphEdge): InstanceEdge {
  const entries = Object.entries(lengthByClass) as [BarrierClass | 'none', number][];
  const [most] = entries.reduce((best, entry) => (entry[1] > best[1] ? entry : best), [
    'none',
    0,
  ] as [BarrierClass | 'none', number]);
  const index = most === 'none' ? 0 : BARRIER_CLASSES.indexOf(most) + 1;
  const lengths = Object.fromEntries(entries.map(([key, length]) => [key, rounded(length)]));
  return [a, b, rounded(lengthMetres), index, lengths];
}

function currentOf(units: readonly UnitInput[]): Pick<Instance, 'current' | 'communities'> {
  const ids = units.flatMap(({ community }) => (typeof community === 'string' ? [community] : []));
  const communities = [...new Set(ids)].sort();
  if (communities.length === 0) return {};
  const numbers = new Map(communities.map((id, i) => [id, i]));
  return {
    communities,
    current: units.map(({ community }) => numbers.get(community ?? '') ?? -1),
  };
}

const rounded = (value: number): number => Number(value.toFixed(1));

/** Of a unit's size a degree is a plane: its centroid is good to a centimetre. */
function centroidOf(geometry: AreaGeometry): [number, number] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const [lon0, lat0] = polygons[0]![0]![0] as [number, number];
  let [area, x, y] = [0, 0, 0];
  for (const rings of polygons) {
    for (const [i, ring] of rings.entries()) {
      const part = ringMoments(ring, lon0, lat0);
      // A shell adds and a hole takes away, whichever way round they run.
      const sign = Math.sign(part.area) * (i === 0 ? 1 : -1);
      area += sign * part.area;
      x += sign * part.x;
      y += sign * part.y;
    }
  }
  return area === 0 ? [lon0, lat0] : [lon0 + x / (3 * area), lat0 + y / (3 * area)];
}

/** Twice the signed area, and six times its first moments. */
function ringMoments(ring: readonly Position[], lon0: number, lat0: number) {
  let [area, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [ring[i - 1]![0]! - lon0, ring[i - 1]![1]! - lat0];
    const [bx, by] = [ring[i]![0]! - lon0, ring[i]![1]! - lat0];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return { area, x, y };
}

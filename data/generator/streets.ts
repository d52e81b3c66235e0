import type { BarrierClass, LineClass, MainLine } from './lines.ts';
import type { Mesh } from './mesh.ts';
import {
  CANAL_NAME,
  createRoadNames,
  HILL_FOOT_NAME,
  type Name,
  RAILWAY_NAME,
  RIDGE_NAME,
  RIM_NAMES,
  RIVER_NAME,
} from './names.ts';
import { type Point, pointAt } from './plane.ts';
import type { Random } from './random.ts';

/** A named line of the town with its course, in one piece or more. */
export interface Street {
  class: BarrierClass;
  name: Name;
  pieces: Point[][];
}

/** Two streets that meet end to end bear one name when they turn by less than this (cosine; about 25°). */
const GOES_ON = -0.9;

/** Gathers the edges of the mesh into named streets, rivers and so on. */
export function nameStreets(
  mesh: Mesh,
  mainLines: readonly MainLine[],
  lineClasses: readonly LineClass[],
  insideEstates: ReadonlySet<number>,
  random: Random,
): Street[] {
  const edgesOf = new Map<number, number[]>();
  const streetOf = joinStreets(mesh, mainLines.length, lineClasses, insideEstates);
  for (let edge = 0; edge < mesh.line.length; edge++) {
    if (insideEstates.has(edge)) continue;
    const street = pointAt(streetOf, mesh.lineOf(2 * edge));
    const known = edgesOf.get(street);
    if (known) known.push(edge);
    else edgesOf.set(street, [edge]);
  }
  const roads = createRoadNames(random);
  const streets: Street[] = [];
  for (const [line, edges] of [...edgesOf].sort(([a], [b]) => a - b)) {
    const kind = pointAt(lineClasses, line);
    if (kind === 'parcel') continue;
    const mainLine = mainLines[line];
    const name = mainLine
      ? nameMainLine(mainLine, line, roads)
      : kind === 'local'
        ? roads.local()
        : roads.collector();
    streets.push({ class: kind, name, pieces: chainEdges(mesh, edges) });
  }
  return streets;
}

function nameMainLine(
  line: MainLine,
  index: number,
  roads: ReturnType<typeof createRoadNames>,
): Name {
  switch (line.role) {
    case 'rim':
      return pointAt(RIM_NAMES, index);
    case 'river':
      return RIVER_NAME;
    case 'canal':
      return CANAL_NAME;
    case 'railway':
      return RAILWAY_NAME;
    case 'ridge':
      return RIDGE_NAME;
    case 'hill-foot':
      return HILL_FOOT_NAME;
    case 'north-south':
      return roads.northSouth();
    case 'east-west':
      return roads.eastWest();
  }
}

/** Per line, the line that stands for the street it is part of: streets go on across the roads that they meet. */
function joinStreets(
  mesh: Mesh,
  mainLineCount: number,
  lineClasses: readonly LineClass[],
  insideEstates: ReadonlySet<number>,
): number[] {
  const parent = lineClasses.map((_, line) => line);
  const find = (line: number): number => {
    const up = pointAt(parent, line);
    return up === line ? line : find(up);
  };
  const leaving: number[][] = mesh.nodes.map(() => []);
  mesh.origin.forEach((node, half) => {
    if (!insideEstates.has(half >> 1)) leaving[node]?.push(half);
  });
  for (const around of leaving) {
    const ends = around.filter((half) => {
      const line = mesh.lineOf(half);
      return (
        line >= mainLineCount &&
        around.every((other) => other === half || mesh.lineOf(other) !== line)
      );
    });
    const joined = new Set<number>();
    for (const one of ends) {
      for (const other of ends) {
        if (one >= other || joined.has(one) || joined.has(other)) continue;
        const [a, b] = [mesh.lineOf(one), mesh.lineOf(other)];
        if (lineClasses[a] !== lineClasses[b] || cosineBetween(mesh, one, other) > GOES_ON)
          continue;
        joined.add(one).add(other);
        parent[Math.max(find(a), find(b))] = Math.min(find(a), find(b));
      }
    }
  }
  return parent.map((_, line) => find(line));
}

function cosineBetween(mesh: Mesh, one: number, other: number): number {
  const [u, v] = [one, other].map((half): Point => {
    const [a, b] = [mesh.at(mesh.from(half)), mesh.at(mesh.to(half))];
    return [b[0] - a[0], b[1] - a[1]];
  }) as [Point, Point];
  const lengths = Math.sqrt((u[0] * u[0] + u[1] * u[1]) * (v[0] * v[0] + v[1] * v[1]));
  return (u[0] * v[0] + u[1] * v[1]) / lengths;
}

/** Joins edges end to end into as few paths as their ends allow. */
function chainEdges(mesh: Mesh, edges: readonly number[]): Point[][] {
  const at = new Map<number, number[]>();
  for (const edge of edges) {
    for (const half of [2 * edge, 2 * edge + 1]) {
      const node = mesh.from(half);
      at.set(node, [...(at.get(node) ?? []), half]);
    }
  }
  const used = new Set<number>();
  const free = (node: number) => (at.get(node) ?? []).filter((half) => !used.has(half >> 1));
  const follow = (start: number): Point[] => {
    const path = [mesh.at(start)];
    let node = start;
    for (let half = free(node)[0]; half !== undefined; half = free(node)[0]) {
      used.add(half >> 1);
      node = mesh.to(half);
      path.push(mesh.at(node));
    }
    return path;
  };
  const pieces: Point[][] = [];
  for (const [node, halves] of at) {
    if (halves.length % 2 === 1 && free(node).length > 0) pieces.push(follow(node));
  }
  for (const node of at.keys()) {
    while (free(node).length > 0) pieces.push(follow(node));
  }
  return pieces;
}

import { areaOfFaces } from '../coverage/repair/scope.ts';
import { halfEdgeOrigin, twinOf } from '../coverage/trace-faces.ts';
import { traceRegion } from '../coverage/trace-region.ts';
import type { Position } from '../coverage/types.ts';
import { AreaLocator } from '../describe/area-locator.ts';
import { type LocalGround, liesOnExtra } from './ground/local-ground.ts';

/** A part of a community beside a cut line. */
export interface GroundPart {
  faces: number[];
  areaSquareMetres: number;
  contains: (position: Position) => boolean;
}

/** A part below this is what a line leaves that wobbles along a border: it goes with the ground beside it. */
const CRUMB_SQUARE_METRES = 1;

/**
 * The parts into which a line cuts an owner's ground, the larger first; none are made of ground that
 * does not touch the line. One part, or none, when the line does not divide it.
 * @param line index of the line among the areas and lines of the ground
 */
export function cutIntoParts(ground: LocalGround, owner: number, line: number): GroundPart[] {
  const { scope } = ground;
  const groups = connectAside(ground, owner, line);
  const groupOf = new Map<number, number>();
  groups.forEach((faces, g) => {
    for (const face of faces) groupOf.set(face, g);
  });
  const borders = bordersAlong(ground, groupOf, line);
  const areas = groups.map((faces) => areaOfFaces(scope, faces));
  const order = [...areas.keys()].sort((a, b) => areas[a]! - areas[b]!);
  /** Crumbs are joined to the group that they have the most edges with, the smallest first. */
  const joinedTo = groups.map((_, g) => g);
  const rootOf = (g: number): number => (joinedTo[g] === g ? g : rootOf(joinedTo[g]!));
  for (const g of order) {
    if (areas[g]! >= CRUMB_SQUARE_METRES) break;
    const beside = [...(borders.get(g) ?? [])].filter(([other]) => rootOf(other) !== g);
    const [most] = beside.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (most !== undefined) joinedTo[g] = rootOf(most[0]);
  }
  const parts = new Map<number, number[]>();
  groups.forEach((faces, g) => {
    if (!borders.has(g)) return;
    const root = rootOf(g);
    parts.set(root, [...(parts.get(root) ?? []), ...faces]);
  });
  return [...parts.values()]
    .map((faces) => toPart(ground, faces))
    .sort((a, b) => b.areaSquareMetres - a.areaSquareMetres);
}

function toPart({ scope }: LocalGround, faces: number[]): GroundPart {
  let locators: AreaLocator[] | null = null;
  return {
    faces,
    areaSquareMetres: areaOfFaces(scope, faces),
    contains(position) {
      // Faces one by one: each is a region of its own.
      locators ??= faces.map(
        (face) =>
          new AreaLocator({
            type: 'Polygon',
            coordinates: traceRegion(scope.arrangement, [face]).rings,
          }),
      );
      return locators.some((locator) => locator.contains(position));
    },
  };
}

/** An owner's faces, connected across edges that do not lie on the line. */
function connectAside(ground: LocalGround, owner: number, line: number): number[][] {
  const { faces, boundaries } = ground.scope.arrangement;
  const own = ground.scope.facesOf[owner]!;
  const left = new Set(own);
  const groups: number[][] = [];
  for (const seed of own) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    for (let at = 0; at < group.length; at++) {
      const face = group[at]!;
      for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
        const halfEdge = boundaries.list[i]!;
        const other = faces.faceOf[twinOf(halfEdge)]!;
        if (!left.has(other) || liesOnExtra(ground, halfEdge >> 1, line)) continue;
        left.delete(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}

/** For each group that the line parts from another: the length that they share along it, on the grid. */
function bordersAlong(
  { scope, ...ground }: LocalGround,
  groupOf: ReadonlyMap<number, number>,
  line: number,
): Map<number, Map<number, number>> {
  const { noded, faces } = scope.arrangement;
  const { xs, ys } = noded.points;
  const borders = new Map<number, Map<number, number>>();
  const add = (a: number, b: number, length: number): void => {
    const known = borders.get(a) ?? new Map<number, number>();
    known.set(b, (known.get(b) ?? 0) + length);
    borders.set(a, known);
  };
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const a = groupOf.get(faces.faceOf[2 * e]!);
    const b = groupOf.get(faces.faceOf[2 * e + 1]!);
    if (a === undefined || b === undefined || a === b) continue;
    if (!liesOnExtra({ scope, ...ground }, e, line)) continue;
    const [from, to] = [halfEdgeOrigin(noded, 2 * e), halfEdgeOrigin(noded, 2 * e + 1)];
    const length = Math.hypot(xs[from]! - xs[to]!, ys[from]! - ys[to]!);
    add(a, b, length);
    add(b, a, length);
  }
  return borders;
}

import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { createRandom, type Random } from '../../data/generator/random.ts';
import { at } from './squares.ts';

/** Ways to spoil a community; each is drawn for some communities of a dirty coverage. */
export const DIRT = [
  'bulge',
  'dent',
  'hairline',
  't-junction',
  'generalise',
  'zigzag',
  'shift',
  'missing',
  'duplicate',
  'hole',
  'corner-part',
  'far-part',
  'collinear-overlap',
] as const;
export type Dirt = (typeof DIRT)[number];

export interface DirtyCoverage {
  communities: CommunityInput[];
  /** Outline of the clean coverage. */
  outline: AreaGeometry;
  dirt: Dirt[];
}

type Point = readonly [east: number, north: number];
const SPACING = 200;

/**
 * A warped mesh of cells with crooked shared borders, some of the cells spoilt. Coordinates are
 * rounded to 1e-7 degrees; every community is a valid area.
 */
export function dirtyCoverage(seed: number, share = 0.3): DirtyCoverage {
  const random = createRandom(seed, 'dirty-coverage');
  const columns = 3 + random.integer(4);
  const rows = 3 + random.integer(4);
  const mesh = buildMesh(random, columns, rows);
  const dirt: Dirt[] = [];
  const communities: CommunityInput[] = [];
  const taken = new Set<number>();
  for (let cell = 0; cell < columns * rows; cell++) {
    if (taken.has(cell)) continue;
    const kind = random.next() < share ? random.pick(DIRT) : null;
    const made = kind === null ? [] : spoil(random, mesh, cell, kind, taken);
    const isUsable = made.every((geometry) => findInvalid(geometry).length === 0);
    const isSpoilt = kind !== null && isUsable && (made.length > 0 || kind === 'missing');
    if (isSpoilt) dirt.push(kind);
    const geometries = isSpoilt ? made : [cleanCell(mesh, cell)];
    for (const geometry of geometries) {
      communities.push({ id: `c${communities.length}`, geometry });
    }
  }
  return { communities, outline: toPolygon([outlineOf(mesh)]), dirt };
}

interface Mesh {
  columns: number;
  rows: number;
  /** The line between two mesh nodes, without its last point. */
  line: (from: number, to: number) => Point[];
  node: (column: number, row: number) => number;
}

function buildMesh(random: Random, columns: number, rows: number): Mesh {
  const node = (column: number, row: number) => row * (columns + 1) + column;
  const places = Array.from({ length: (columns + 1) * (rows + 1) }, (_, i): Point => {
    const column = i % (columns + 1);
    const row = Math.floor(i / (columns + 1));
    return [
      (column + random.between(-0.2, 0.2)) * SPACING,
      (row + random.between(-0.2, 0.2)) * SPACING,
    ];
  });
  const lines = new Map<string, Point[]>();
  const line = (from: number, to: number): Point[] => {
    if (from > to) {
      const [first, ...rest] = line(to, from).reverse();
      return [places[from]!, ...(first === undefined ? [] : [first, ...rest])].slice(0, -1);
    }
    const key = `${from},${to}`;
    const known = lines.get(key);
    if (known !== undefined) return [...known];
    const made = crookedLine(random, places[from]!, places[to]!);
    lines.set(key, made);
    return [...made];
  };
  return { columns, rows, line, node };
}

/** From a (included) to b (not included), displaced sideways a little at every inner point. */
function crookedLine(random: Random, a: Point, b: Point): Point[] {
  const count = 1 + random.integer(8);
  const points: Point[] = [a];
  for (let i = 1; i < count; i++) {
    const t = i / count;
    const offset = random.between(-0.04, 0.04) * Math.sin(Math.PI * t);
    points.push([
      a[0] + t * (b[0] - a[0]) - offset * (b[1] - a[1]),
      a[1] + t * (b[1] - a[1]) + offset * (b[0] - a[0]),
    ]);
  }
  return points;
}

/** The four sides of a cell counter-clockwise, each without its last point. */
function sidesOf({ columns, line, node }: Mesh, cell: number): Point[][] {
  const column = cell % columns;
  const row = Math.floor(cell / columns);
  const corners = [
    node(column, row),
    node(column + 1, row),
    node(column + 1, row + 1),
    node(column, row + 1),
  ];
  return corners.map((corner, i) => line(corner, corners[(i + 1) % 4]!));
}

function outlineOf({ columns, rows, line, node }: Mesh): Point[] {
  const points: Point[] = [];
  for (let c = 0; c < columns; c++) points.push(...line(node(c, 0), node(c + 1, 0)));
  for (let r = 0; r < rows; r++) points.push(...line(node(columns, r), node(columns, r + 1)));
  for (let c = columns; c > 0; c--) points.push(...line(node(c, rows), node(c - 1, rows)));
  for (let r = rows; r > 0; r--) points.push(...line(node(0, r), node(0, r - 1)));
  return points;
}

const round7 = (value: number): number => Math.round(value * 1e7) / 1e7;

function toRing(points: readonly Point[]): Position[] {
  const ring = points.map(([east, north]) => at(east, north).map(round7));
  return [...ring, [...ring[0]!]];
}

const toPolygon = (rings: readonly (readonly Point[])[]): AreaGeometry => ({
  type: 'Polygon',
  coordinates: rings.map(toRing),
});

const cleanCell = (mesh: Mesh, cell: number): AreaGeometry =>
  toPolygon([sidesOf(mesh, cell).flat()]);

/** The geometries that stand in for the cell: none when it goes missing, two when it is doubled. */
function spoil(
  random: Random,
  mesh: Mesh,
  cell: number,
  kind: Dirt,
  taken: Set<number>,
): AreaGeometry[] {
  const sides = sidesOf(mesh, cell);
  const k = random.integer(4);
  const side = sides[k]!;
  const end = sides[(k + 1) % 4]![0]!;
  const withSide = (changed: Point[]): AreaGeometry[] => [
    toPolygon([sides.flatMap((s, i) => (i === k ? changed : s))]),
  ];
  switch (kind) {
    case 'bulge':
      return withSide(pushSideways(side, end, random.between(0.01, 0.12)));
    case 'dent':
      return withSide(pushSideways(side, end, -random.between(0.01, 0.12)));
    case 'hairline':
      return withSide(
        side.map((p, i) => (i === 0 ? p : [p[0] + random.between(-0.05, 0.05), p[1]])),
      );
    case 't-junction':
      return withSide(
        side.flatMap((p, i): Point[] => {
          const q = side[i + 1] ?? end;
          return [p, [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]];
        }),
      );
    case 'generalise':
      return withSide(side.filter((_, i) => i % 2 === 0));
    case 'zigzag':
      return withSide(zigzag(side[0]!, end, 4 + random.integer(12), random.between(0.01, 0.05)));
    case 'shift': {
      const [dx, dy] = [random.between(-8, 8), random.between(-8, 8)];
      return [toPolygon([sides.flat().map(([x, y]): Point => [x + dx, y + dy])])];
    }
    case 'missing':
      return [];
    case 'duplicate':
      return [cleanCell(mesh, cell), cleanCell(mesh, cell)];
    case 'hole':
      return [toPolygon([sides.flat(), holeIn(sides, random)])];
    case 'corner-part':
      return joinCells(
        mesh,
        cell,
        cell + mesh.columns + 1,
        taken,
        cell % mesh.columns < mesh.columns - 1,
      );
    case 'far-part':
      return joinCells(mesh, cell, cell + 2 * mesh.columns, taken, true);
    case 'collinear-overlap': {
      // Reaches over a straight neighbour side, turning back on the line itself.
      const third: Point = [
        side[0]![0] + (end[0] - side[0]![0]) / 3,
        side[0]![1] + (end[1] - side[0]![1]) / 3,
      ];
      return withSide([side[0]!, ...pushSideways([third], end, 0.05)]);
    }
  }
}

/** Moves the inner points outwards (right of the direction of travel) by a share of the chord. */
function pushSideways(side: readonly Point[], end: Point, share: number): Point[] {
  const [a] = side as [Point];
  const [dx, dy] = [end[0] - a[0], end[1] - a[1]];
  const middle: Point = [a[0] + dx / 2 + dy * share, a[1] + dy / 2 - dx * share];
  if (side.length === 1) return [a, middle];
  return side.map((p, i) => {
    const weight = Math.sin((Math.PI * i) / side.length) * share;
    return [p[0] + dy * weight, p[1] - dx * weight];
  });
}

function zigzag(a: Point, b: Point, teeth: number, share: number): Point[] {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return Array.from({ length: teeth }, (_, i): Point => {
    const t = i / teeth;
    const offset = i === 0 ? 0 : i % 2 === 0 ? share : -share;
    return [a[0] + t * dx + dy * offset, a[1] + t * dy - dx * offset];
  });
}

/** A small hole around the middle of the cell, clockwise. */
function holeIn(sides: readonly Point[][], random: Random): Point[] {
  const corners = sides.map((side) => side[0]!);
  const east = corners.reduce((sum, [x]) => sum + x, 0) / 4;
  const north = corners.reduce((sum, [, y]) => sum + y, 0) / 4;
  const count = 3 + random.integer(6);
  return Array.from({ length: count }, (_, i): Point => {
    const angle = (-2 * Math.PI * i) / count;
    const radius = random.between(8, 30);
    return [east + radius * Math.cos(angle), north + radius * Math.sin(angle)];
  });
}

/** Two cells as one community; none (the cell stays as it is) when the other is not there. */
function joinCells(
  mesh: Mesh,
  cell: number,
  other: number,
  taken: Set<number>,
  isPossible: boolean,
): AreaGeometry[] {
  if (!isPossible || other >= mesh.columns * mesh.rows) return [];
  taken.add(other);
  return [
    {
      type: 'MultiPolygon',
      coordinates: [cell, other].map((c) => [toRing(sidesOf(mesh, c).flat())]),
    },
  ];
}

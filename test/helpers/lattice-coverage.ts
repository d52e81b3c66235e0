import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { createRandom, type Random } from '../../data/generator/random.ts';

/** Ways to spoil a cell so that lines keep lying upon lines. */
export const LATTICE_DIRT = [
  'step-over',
  'step-back',
  'corner-step',
  'whole-side',
  'zigzag',
  'zigzag-at-vertices',
  'shift-along',
  'missing',
  'duplicate',
  'duplicate-with-vertices',
  'nested-at-border',
  'hole',
  'hole-at-border',
  'corner-part',
] as const;
export type LatticeDirt = (typeof LATTICE_DIRT)[number];

type Point = readonly [x: number, y: number];

/** Units of 1e-7 degree along a side of a cell: some 200 m. */
const SIDE = 20_000;
const STEP = 500;

/**
 * Rectangular cells on a lattice of 1e-7 degree, some of them spoilt. All borders run along parallels and
 * meridians, so that lines of several communities lie exactly upon one another, in decimals and in doubles, with
 * vertices of their own: collinear overlaps, T-junctions, parts and holes that touch in points.
 */
export function latticeCoverage(seed: number, share = 0.4) {
  const random = createRandom(seed, 'lattice-coverage');
  const [columns, rows] = [3 + random.integer(4), 3 + random.integer(4)];
  const dirt: LatticeDirt[] = [];
  const communities: CommunityInput[] = [];
  const taken = new Set<number>();
  for (let cell = 0; cell < columns * rows; cell++) {
    if (taken.has(cell)) continue;
    const place = { column: cell % columns, row: Math.floor(cell / columns) };
    const diagonal = cell + columns + 1;
    const hasDiagonal = place.column < columns - 1 && place.row < rows - 1 && !taken.has(diagonal);
    const kind = random.next() < share ? random.pick(LATTICE_DIRT) : null;
    const made =
      kind === null || (kind === 'corner-part' && !hasDiagonal) ? null : spoil(random, place, kind);
    const isUsable = made?.every((geometry) => findInvalid(geometry).length === 0) === true;
    if (isUsable) dirt.push(kind!);
    if (isUsable && kind === 'corner-part') taken.add(diagonal);
    for (const geometry of isUsable ? made : [polygon([shellOf(random, place)])]) {
      communities.push({ id: `c${communities.length}`, geometry });
    }
  }
  const [east, north] = [columns * SIDE, rows * SIDE];
  const outline = polygon([
    [
      [0, 0],
      [east, 0],
      [east, north],
      [0, north],
    ],
  ]);
  return { communities, outline, dirt };
}

interface Place {
  column: number;
  row: number;
}

function spoil(random: Random, place: Place, kind: LatticeDirt): AreaGeometry[] {
  const k = random.integer(4);
  /** Lattice places along a side, neither end among them, rising. */
  const along = (count: number): number[] => {
    const places = new Set<number>();
    while (places.size < count) places.add(STEP * (1 + random.integer(SIDE / STEP - 1)));
    return [...places].sort((a, b) => a - b);
  };
  const out = STEP * (1 + random.integer(8));
  const withSide = (points: Point[]): AreaGeometry[] => [
    polygon([shellOf(random, place, (side) => (side === k ? points : null))]),
  ];
  switch (kind) {
    case 'step-over':
    case 'step-back': {
      const [from, to] = along(2) as [number, number];
      const by = kind === 'step-over' ? out : -out;
      return withSide([
        [0, 0],
        [from, 0],
        [from, by],
        [to, by],
        [to, 0],
      ]);
    }
    case 'corner-step': {
      const [from] = along(1) as [number];
      return withSide([
        [0, 0],
        [from, 0],
        [from, out],
        [SIDE, out],
      ]);
    }
    case 'whole-side':
      return withSide([
        [0, 0],
        [0, out],
        [SIDE, out],
      ]);
    case 'zigzag':
    case 'zigzag-at-vertices': {
      // Teeth across the line, with or without a vertex where they cross it.
      const teeth = random.pick([8, 10, 20, 40]);
      const width = SIDE / teeth;
      const points: Point[] = [[0, 0]];
      for (let i = 0; i < teeth; i++) {
        points.push([(i + 0.5) * width, i % 2 === 0 ? out : -out]);
        if (kind === 'zigzag-at-vertices' && i < teeth - 1) points.push([(i + 1) * width, 0]);
      }
      return withSide(points);
    }
    case 'shift-along': {
      const [dx, dy] = random.pick([
        [out, 0],
        [-out, 0],
        [0, out],
        [0, -out],
      ] as const);
      return [polygon([shellOf(random, place).map(([x, y]): Point => [x + dx, y + dy])])];
    }
    case 'missing':
      return [];
    case 'duplicate': {
      const shell = shellOf(random, place);
      return [polygon([shell]), polygon([shell])];
    }
    case 'duplicate-with-vertices':
      return [polygon([shellOf(random, place)]), polygon([shellOf(random, place)])];
    case 'nested-at-border': {
      // Claimed by a second community that shares a stretch of the border.
      const [from, to] = along(2) as [number, number];
      const corners: Point[] = [
        [from, 0],
        [to, 0],
        [to, -out],
        [from, -out],
      ];
      return [
        polygon([shellOf(random, place)]),
        polygon([corners.map((point) => ontoSide(place, k, point))]),
      ];
    }
    case 'hole':
    case 'hole-at-border': {
      // A lozenge; its far corner may stand on a side, with or without a vertex there.
      const [middle] = along(1) as [number];
      const [near, far] = kind === 'hole' ? [-STEP, -STEP - 2 * out] : [0, -2 * out];
      const half = Math.min(out, middle, SIDE - middle) / 2;
      const lozenge: Point[] = [
        [middle, near],
        [middle + half, (near + far) / 2],
        [middle, far],
        [middle - half, (near + far) / 2],
      ];
      const hole = lozenge.map((point) => ontoSide(place, k, point));
      return [polygon([shellOf(random, place), hole])];
    }
    case 'corner-part': {
      const other = { column: place.column + 1, row: place.row + 1 };
      const shells = [shellOf(random, place), shellOf(random, other)];
      return [{ type: 'MultiPolygon', coordinates: shells.map((shell) => [toRing(shell)]) }];
    }
  }
}

/** A point `t` along side k of a cell and `out` beyond it (to the right of the direction of travel). */
function ontoSide({ column, row }: Place, k: number, [t, out]: Point): Point {
  const [x, y] = [column * SIDE, row * SIDE];
  if (k === 0) return [x + t, y - out];
  if (k === 1) return [x + SIDE + out, y + t];
  if (k === 2) return [x + SIDE - t, y + SIDE + out];
  return [x - out, y + SIDE - t];
}

/** A cell counter-clockwise; sides that `change` leaves alone have a few vertices of their own. */
function shellOf(
  random: Random,
  place: Place,
  change: (side: number) => Point[] | null = () => null,
): Point[] {
  return [0, 1, 2, 3].flatMap((k) => {
    const count = random.integer(4);
    const own = new Set(Array.from({ length: count }, () => STEP * random.integer(SIDE / STEP)));
    own.add(0);
    const plain = [...own].sort((a, b) => a - b).map((t): Point => [t, 0]);
    return (change(k) ?? plain).map((point) => ontoSide(place, k, point));
  });
}

const degrees = (origin: number, units: number): number =>
  Math.round((origin + units * 1e-7) * 1e7) / 1e7;

function toRing(points: readonly Point[]): Position[] {
  const ring = points.map(([x, y]): Position => [degrees(120, x), degrees(30, y)]);
  return [...ring, [...ring[0]!]];
}

const polygon = (rings: readonly (readonly Point[])[]): AreaGeometry => ({
  type: 'Polygon',
  coordinates: rings.map(toRing),
});

import { createRandom } from '../../../data/generator/random.ts';

/** `[longitude, latitude]` in degrees, rounded to 1e-7. */
export type Point = [number, number];

/** A mesh cell by its axial coordinates; `index` counts row by row. */
export interface Cell {
  index: number;
  q: number;
  r: number;
}

/**
 * A warped mesh of hexagonal cells whose sides are crooked lines.
 *
 * Every mesh node is the top (`N`) or the bottom (`S`) of exactly one cell, so a node is named by a
 * cell and one bit. Side k of a cell runs counter-clockwise from corner k to corner k + 1; sides 3,
 * 4 and 5 are the neighbours' sides 0, 1 and 2 walked backwards, so both neighbours get the very
 * same positions.
 *
 * Why sides never cross: in the plane, a side is a graph over its chord that stays within
 * {@link CONE} of both ends; neighbouring chords meet at a far wider angle. The warp is one to one.
 */
export interface HexagonMesh {
  cells: readonly Cell[];
  cellAt(q: number, r: number): Cell | null;
  /** The cell across side k; null at the rim. */
  neighbour(cell: Cell, side: number): Cell | null;
  /** Positions of side k, the last one left out. */
  side(cell: Cell, side: number): Point[];
  /** A star-shaped ring about the middle of the cell, counter-clockwise, not closed. */
  pond(cell: Cell): Point[];
}

export interface MeshOptions {
  cells: number;
  seed: number;
  /** Segments of a side: at least, and at most. */
  segments: readonly [number, number];
}

/** Axial steps to the neighbour across each side, starting at the lower right. */
const STEPS = [
  [1, -1],
  [1, 0],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [0, -1],
] as const;
/** Cell (by axial offset) and end whose node each corner is, starting at the bottom. */
const CORNERS = [
  [0, 0, 'S'],
  [1, -1, 'N'],
  [0, 1, 'S'],
  [0, 0, 'N'],
  [-1, 1, 'S'],
  [0, -1, 'N'],
] as const;

const ROOT_3 = Math.sqrt(3);
/** How far a node strays, in sides of the hexagon. */
const STRAY = 0.18;
/** Steepest rise of a side over its chord, as seen from either end: 14 degrees. */
const CONE = 0.25;
const CENTRE: Point = [104.5, 30.5];
/** Half the mean distance between cells, in degrees: communities of about a square kilometre. */
const HALF_PITCH = 0.006;

export const roundDegrees = (value: number): number => Math.round(value * 1e7) / 1e7;

export function buildHexagonMesh({ cells: count, seed, segments }: MeshOptions): HexagonMesh {
  const columns = Math.ceil(Math.sqrt((count * 1.5) / ROOT_3));
  const rows = Math.ceil(count / columns);
  const width = ROOT_3 * (columns + 0.5);
  const height = 1.5 * rows + 0.5;
  const half = Math.max(width, height) / 2;
  const reach = HALF_PITCH * Math.sqrt(count);

  const cells: Cell[] = [];
  for (let r = 0; r < rows; r++) {
    for (let column = 0; column < columns; column++) {
      cells.push({ index: cells.length, q: column - (r >> 1), r });
    }
  }
  const cellAt = (q: number, r: number): Cell | null => {
    const column = q + (r >> 1);
    return r < 0 || r >= rows || column < 0 || column >= columns
      ? null
      : cells[r * columns + column]!;
  };
  const middle = (q: number, r: number): Point => [ROOT_3 * (q + r / 2), 1.5 * r];

  /** Plane to degrees: small cells in the middle, large ones at the rim. */
  const warp = ([x, y]: Point): Point => {
    const u = (x - (width - ROOT_3) / 2) / half;
    const v = (y - (height - 2) / 2) / half;
    const stretch = 0.2 + 0.6 * (u * u + v * v);
    return [
      roundDegrees(CENTRE[0] + reach * u * stretch),
      roundDegrees(CENTRE[1] + reach * v * stretch),
    ];
  };
  const node = (q: number, r: number, end: 'N' | 'S'): Point => {
    const random = createRandom(seed, `node ${q} ${r} ${end}`);
    const [x, y] = middle(q, r);
    const angle = 2 * Math.PI * random.next();
    const distance = STRAY * Math.sqrt(random.next());
    return [
      x + distance * Math.cos(angle),
      y + (end === 'N' ? 1 : -1) + distance * Math.sin(angle),
    ];
  };
  const corner = ({ q, r }: Cell, k: number): Point => {
    const [dq, dr, end] = CORNERS[k % 6]!;
    return node(q + dq, r + dr, end);
  };
  /** Both ends included. */
  const line = (cell: Cell, k: number): Point[] => {
    const random = createRandom(seed, `side ${cell.q} ${cell.r} ${k}`);
    const pieces = segments[0] + random.integer(segments[1] - segments[0] + 1);
    return crookedLine(corner(cell, k), corner(cell, k + 1), pieces, random.next).map(warp);
  };

  return {
    cells,
    cellAt,
    neighbour: ({ q, r }, k) => cellAt(q + STEPS[k]![0], r + STEPS[k]![1]),
    side(cell, k) {
      if (k < 3) return line(cell, k).slice(0, -1);
      const [dq, dr] = STEPS[k]!;
      // The owner of a line may be a cell beyond the rim: only its coordinates are needed.
      return line({ index: -1, q: cell.q + dq, r: cell.r + dr }, k - 3)
        .reverse()
        .slice(0, -1);
    },
    pond({ q, r }) {
      const random = createRandom(seed, `pond ${q} ${r}`);
      const [x, y] = middle(q, r);
      const corners = 16 + random.integer(17);
      return Array.from({ length: corners }, (_, i) => {
        const angle = (2 * Math.PI * i) / corners;
        const radius = random.between(0.12, 0.24);
        return warp([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
      });
    },
  };
}

/**
 * A fractal line of `pieces` segments from one point to another: midpoint displacement of the
 * height over the chord, held inside the cone at both ends.
 */
function crookedLine(from: Point, to: Point, pieces: number, next: () => number): Point[] {
  const heights = new Float64Array(pieces + 1);
  const displace = (low: number, high: number, amplitude: number): void => {
    if (high - low < 2) return;
    const middle = (low + high) >> 1;
    heights[middle] = (heights[low]! + heights[high]!) / 2 + (2 * next() - 1) * amplitude;
    displace(low, middle, amplitude * 0.6);
    displace(middle, high, amplitude * 0.6);
  };
  displace(0, pieces, 0.1);
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  return Array.from(heights, (height, i) => {
    // Uneven steps, so that no two sides have vertices at matching places by accident.
    const t = i === 0 || i === pieces ? i / pieces : (i + 0.5 * (next() - 0.5)) / pieces;
    const limit = CONE * Math.min(t, 1 - t);
    const h = Math.max(-limit, Math.min(limit, height));
    return [from[0] + t * dx - h * dy, from[1] + t * dy + h * dx];
  });
}

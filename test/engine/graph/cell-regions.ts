import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { createRandom, type Random } from '../../../data/generator/random.ts';
import { at } from '../../helpers/squares.ts';

/**
 * Random subdivisions whose contiguity is known without any geometry: a board of cells, each in one region or in
 * none (water). Regions are connected across sides of cells; water makes islands and holes.
 */
export interface CellRegions {
  columns: number;
  rows: number;
  /** Region of each cell, −1 for water; cell (x, y) is at `y * columns + x`. */
  regionOf: Int32Array;
  regions: number;
  geometries: AreaGeometry[];
}

/** Metres along a side of a cell, before its corners are moved. */
export const CELL = 100;

/**
 * @param water share of cells without a region
 * @param jitter metres by which corners are moved; 0: straight lines, of which each region leaves out some vertices
 */
export function cellRegions(seed: number, water = 0.15, jitter = 0): CellRegions {
  const random = createRandom(seed, 'cell-regions');
  const columns = 2 + random.integer(7);
  const rows = 2 + random.integer(7);
  const regionOf = growRegions(random, columns, rows, water);
  const regions = Math.max(-1, ...regionOf) + 1;
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_, i): Position => {
    const move = (): number => jitter * (2 * random.next() - 1);
    const x = i % (columns + 1);
    const y = Math.floor(i / (columns + 1));
    return at(CELL * x + (jitter > 0 ? move() : 0), CELL * y + (jitter > 0 ? move() : 0));
  });
  const geometries = Array.from({ length: regions }, (_, region) => {
    const rings = traceRings(region, regionOf, columns, rows).map((ring) =>
      jitter > 0 ? ring : dropStraight(random, ring, columns + 1),
    );
    return toArea(rings.map((ring) => [...ring, ring[0]!].map((corner) => corners[corner]!)));
  });
  return { columns, rows, regionOf, regions, geometries };
}

/** Sides of cells that two regions share, by pair `a,b` with a < b; b is −1 for water and what is beyond. */
export function sharedSides({ columns, rows, regionOf }: CellRegions): Map<string, number> {
  const sides = new Map<string, number>();
  const cell = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= columns || y >= rows ? -1 : regionOf[y * columns + x]!;
  const meet = (a: number, b: number): void => {
    if (a === b) return;
    const key = a < 0 || b < 0 ? `${Math.max(a, b)},-1` : `${Math.min(a, b)},${Math.max(a, b)}`;
    sides.set(key, (sides.get(key) ?? 0) + 1);
  };
  for (let y = -1; y < rows; y++) {
    for (let x = -1; x < columns; x++) {
      meet(cell(x, y), cell(x + 1, y));
      meet(cell(x, y), cell(x, y + 1));
    }
  }
  return sides;
}

/** Each region grows from a cell for a random number of steps. */
function growRegions(random: Random, columns: number, rows: number, water: number): Int32Array {
  const regionOf = Int32Array.from({ length: columns * rows }, () =>
    random.next() < water ? -1 : -2,
  );
  const around = (cell: number): number[] => {
    const x = cell % columns;
    return [
      ...(x > 0 ? [cell - 1] : []),
      ...(x < columns - 1 ? [cell + 1] : []),
      ...(cell >= columns ? [cell - columns] : []),
      ...(cell < columns * (rows - 1) ? [cell + columns] : []),
    ];
  };
  let regions = 0;
  for (let seed = 0; seed < regionOf.length; seed++) {
    if (regionOf[seed] !== -2) continue;
    const cells = [seed];
    regionOf[seed] = regions;
    for (let steps = random.integer(9); steps > 0; steps--) {
      const free = cells.flatMap(around).filter((cell) => regionOf[cell] === -2);
      if (free.length === 0) break;
      const next = random.pick(free);
      regionOf[next] = regions;
      cells.push(next);
    }
    regions++;
  }
  return regionOf;
}

/** Rings of corners with the region on their left. At a pinch the walk turns right, so that every ring is simple. */
function traceRings(
  region: number,
  regionOf: Int32Array,
  columns: number,
  rows: number,
): number[][] {
  const isIn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && regionOf[y * columns + x] === region;
  const width = columns + 1;
  const leaving = new Map<number, number[]>();
  const add = (from: number, to: number): void => {
    const known = leaving.get(from);
    if (known === undefined) leaving.set(from, [to]);
    else known.push(to);
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!isIn(x, y)) continue;
      const corner = y * width + x;
      if (!isIn(x, y - 1)) add(corner, corner + 1);
      if (!isIn(x + 1, y)) add(corner + 1, corner + 1 + width);
      if (!isIn(x, y + 1)) add(corner + 1 + width, corner + width);
      if (!isIn(x - 1, y)) add(corner + width, corner);
    }
  }
  const rings: number[][] = [];
  const turn = (step: number, next: number): number => {
    const [dx, dy] = [Math.sign(step % width), Math.trunc(step / width)];
    const [ex, ey] = [Math.sign(next % width), Math.trunc(next / width)];
    return dx * ey - dy * ex;
  };
  for (const [start, ends] of leaving) {
    while (ends.length > 0) {
      const ring: number[] = [];
      let from = start;
      let to = ends.shift()!;
      for (;;) {
        ring.push(from);
        if (to === start && (leaving.get(to)!.length === 0 || ring.length > 3)) {
          const others = leaving.get(to)!;
          const goesOn = others.some((next) => turn(to - from, next - to) < 0);
          if (!goesOn) break;
        }
        const others = leaving.get(to)!;
        const step = to - from;
        others.sort((a, b) => turn(step, a - to) - turn(step, b - to));
        from = to;
        to = others.shift()!;
      }
      rings.push(ring);
    }
  }
  return rings;
}

/** Leaves out some of the corners on straight lines: the neighbour's vertices then lie on this side's segments. */
function dropStraight(random: Random, ring: readonly number[], width: number): number[] {
  const kept = ring.filter((corner, i) => {
    const before = ring.at(i - 1)!;
    const after = ring[(i + 1) % ring.length]!;
    const isStraight = after - corner === corner - before && Math.abs(corner - before) <= width;
    return !isStraight || random.next() < 0.5;
  });
  return kept;
}

/** The ring that contains the others is the shell. */
function toArea(rings: Position[][]): AreaGeometry {
  const area = (ring: readonly Position[]): number => {
    let sum = 0;
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      sum += (a[0]! - ring[0]![0]!) * (b[1]! - ring[0]![1]!);
      sum -= (b[0]! - ring[0]![0]!) * (a[1]! - ring[0]![1]!);
    }
    return sum;
  };
  return { type: 'Polygon', coordinates: [...rings].sort((a, b) => area(b) - area(a)) };
}

import { toGrid } from '../../geometry/grid.ts';
import type { InscribedCircle } from '../../geometry/inscribed-circle.ts';
import type { MeasuredRegion } from '../context.ts';
import type { AreaGeometry, Finding, Position } from '../types.ts';

/** A region that the audit found, by its westernmost, then southernmost corner and its area. */
interface RegionMark {
  x: number;
  y: number;
  areaSquareMetres: number;
  isGap: boolean;
  readonly circle: InscribedCircle;
}

/** Rounding moves a corner by so many units of the grid. */
const REACH = 2;
/** Side of the squares in which marks are looked up: so large that few lie near a side. */
const SQUARE = 1024;

/**
 * What the audit found, to be found again in an arrangement: gaps, so that they can be told from land
 * of communities that take no part in the repair, and the circles that were fitted into regions.
 */
export class RegionMarks {
  /** By a hash of the square: others may have the same. */
  private readonly squares = new Map<number, RegionMark[]>();

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) {
      const mark = markOf(finding);
      if (mark !== null) this.add(mark);
    }
  }

  /** Notes a gap that no finding was made of. */
  addGap(region: Pick<MeasuredRegion, 'rings' | 'areaSquareMetres' | 'circle'>): void {
    this.add({
      ...cornerOf({ type: 'Polygon', coordinates: region.rings }),
      areaSquareMetres: region.areaSquareMetres,
      isGap: true,
      // Fitted when somebody asks for it.
      get circle() {
        return region.circle;
      },
    });
  }

  private add(mark: RegionMark): void {
    const key = hashOf(squareOf(mark.x), squareOf(mark.y));
    const square = this.squares.get(key);
    if (square === undefined) this.squares.set(key, [mark]);
    else square.push(mark);
  }

  /**
   * Is a region with this corner (and area) one of the gaps? Vertices put on its straight edges bend
   * them a little, and rounding moves the corner; two regions that share a corner differ by more.
   */
  isGap(corner: { x: number; y: number }, areaSquareMetres?: number): boolean {
    return this.near(corner).some(
      (mark) =>
        mark.isGap &&
        (areaSquareMetres === undefined ||
          isClose(mark.areaSquareMetres, areaSquareMetres, 0.01 * areaSquareMetres)),
    );
  }

  /** The circle of the very same region; null when the audit fitted none. */
  circleOf(corner: { x: number; y: number }, areaSquareMetres: number): InscribedCircle | null {
    const mark = this.near(corner).find((one) =>
      isClose(one.areaSquareMetres, areaSquareMetres, 1e-4 * areaSquareMetres),
    );
    return mark?.circle ?? null;
  }

  private near({ x, y }: { x: number; y: number }): RegionMark[] {
    const isNear = (mark: RegionMark): boolean =>
      Math.abs(mark.x - x) <= REACH && Math.abs(mark.y - y) <= REACH;
    const [west, east] = [x - REACH, x + REACH].map(squareOf) as [number, number];
    const [south, north] = [y - REACH, y + REACH].map(squareOf) as [number, number];
    const found: RegionMark[] = [];
    for (let i = west; i <= east; i++) {
      for (let j = south; j <= north; j++) {
        for (const mark of this.squares.get(hashOf(i, j)) ?? []) if (isNear(mark)) found.push(mark);
      }
    }
    return found;
  }
}

const hashOf = (i: number, j: number): number =>
  Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca6b);

const squareOf = (ordinate: number): number => Math.floor(ordinate / SQUARE);

const isClose = (a: number, b: number, difference: number): boolean =>
  Math.abs(a - b) <= difference + 1e-6;

/** A finding of several pieces has one circle, and no telling whose it is. */
function markOf({ kind, geometry, areaSquareMetres, ...finding }: Finding): RegionMark | null {
  if (kind !== 'gap' && kind !== 'overlap' && kind !== 'outside') return null;
  const { widthMetres, location } = finding;
  if (geometry?.type !== 'Polygon' || areaSquareMetres === null) return null;
  if (widthMetres === null || location === null) return null;
  return {
    ...cornerOf(geometry),
    areaSquareMetres,
    isGap: kind === 'gap',
    circle: { centre: location, diameterMetres: widthMetres },
  };
}

/** The westernmost, then southernmost vertex of a shell, on the grid: a corner, never on a straight edge. */
export function cornerOf({ coordinates }: AreaGeometry): { x: number; y: number } {
  let [x, y] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const position of coordinates[0] as Position[]) {
    const px = toGrid(position[0]!);
    const py = toGrid(position[1]!);
    if (px < x || (px === x && py < y)) [x, y] = [px, py];
  }
  return { x, y };
}

import { toGrid } from '../../geometry/grid.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { segmentMeetsPixel, side } from '../../geometry/predicates.ts';
import { RESIDUAL, type SegmentMatch } from '../residual/match-segments.ts';
import { ringFigures } from '../residual/ring-figures.ts';
import { forEachBlock } from './area-blocks.ts';
import type { Box } from './boxes.ts';

/** Owner of the wall, and of every edge beyond it: nobody, a number above the jurisdiction's. */
export const nobodyOf = (communities: number): number => communities + 1;

/** The segments that reach into the window, and what covers its south-western corner. */
export class SegmentCollector {
  readonly ends: number[] = [];
  readonly owners: number[] = [];
  readonly polygons: number[] = [];
  readonly isShell: number[] = [];
  isNearCorner = false;
  private readonly window: Box;
  private readonly communities: number;
  private readonly cornerX: number;
  private readonly cornerY: number;

  constructor(window: Box, communities: number) {
    this.window = window;
    this.communities = communities;
    this.cornerX = toGrid(window[0]);
    this.cornerY = toGrid(window[1]);
  }

  /** Adds the residual segments; returns how many polygons cover the corner. */
  addAreas(packed: PackedAreas, match: SegmentMatch): number {
    let covering = 0;
    for (let p = 0; p < packed.polygonRing.length - 1; p++) {
      const owner = match.polygonArea[p]!;
      const shell = packed.polygonRing[p]!;
      let isCovered = false;
      for (let r = shell; r < packed.polygonRing[p + 1]!; r++) {
        const way = match.direction[r]!;
        const [start, end] = [packed.ringStart[r]!, packed.ringStart[r + 1]!];
        const crosses = this.addStretch(packed, start, end - 1, match.mate, (k) =>
          this.add(packed, k, way, owner, p, r === shell),
        );
        if (crosses) isCovered = !isCovered;
      }
      if (isCovered) covering++;
    }
    return covering;
  }

  /** Adds the outline's segments; returns whether the corner lies in it. */
  addOutline(outline: PackedAreas): boolean {
    let isInside = false;
    const { turns } = ringFigures(outline);
    forEachBlock(outline, (box, from, to, r, isShell) => {
      if (this.isBeyond(box)) return;
      const way = turns[r]! > 0 === isShell ? 1 : -1;
      const visit = (k: number): void => this.add(outline, k, way, this.communities, -1, true);
      if (this.addStretch(outline, from, to, null, visit)) isInside = !isInside;
    });
    return isInside;
  }

  /** The window itself; returns the first of its segments, which are the last of all. */
  addWall(): number {
    const [west, south, east, north] = this.window;
    const first = this.owners.length;
    const corners = [west, south, east, south, east, north, west, north, west, south];
    for (let i = 0; i < 8; i += 2) {
      this.ends.push(corners[i]!, corners[i + 1]!, corners[i + 2]!, corners[i + 3]!);
      this.note(nobodyOf(this.communities), -1, false);
    }
    return first;
  }

  /**
   * Visits the segments of a stretch that reach into the window, with `mate` only the residual ones.
   * @param first its first position, @param end its last
   * @returns whether a ray from the corner crosses an odd number of segments, residual or not
   */
  private addStretch(
    { coordinates }: PackedAreas,
    first: number,
    end: number,
    mate: Int32Array | null,
    visit: (k: number) => void,
  ): boolean {
    const [west, south, east, north] = this.window;
    let isOdd = false;
    let ax = coordinates[2 * first]!;
    let ay = coordinates[2 * first + 1]!;
    for (let k = first; k < end; k++) {
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      // Ray to the east of the corner, half-open in height.
      if (
        ay > south !== by > south &&
        (ax > west || bx > west) &&
        side(ax, ay, bx, by, west, south) === (by > ay ? 1 : -1)
      ) {
        isOdd = !isOdd;
      }
      const isLoose = mate === null || mate[k] === RESIDUAL;
      const isApart =
        !isLoose ||
        (ax < west && bx < west) ||
        (ax > east && bx > east) ||
        (ay < south && by < south) ||
        (ay > north && by > north);
      if (!isApart) {
        if (this.passesCorner(ax, ay, bx, by)) this.isNearCorner = true;
        visit(k);
      }
      ax = bx;
      ay = by;
    }
    return isOdd;
  }

  /** Whether a block of segments neither reaches into the window nor is crossed by the ray from the corner. */
  private isBeyond([w, s, e, n]: Box): boolean {
    const [west, south, east, north] = this.window;
    const isApart = w > east || e < west || s > north || n < south;
    return isApart && (e <= west || s > south || n <= south);
  }

  private add(
    { coordinates }: PackedAreas,
    k: number,
    way: number,
    owner: number,
    polygon: number,
    isShell: boolean,
  ): void {
    const from = way === 1 ? 2 * k : 2 * k + 2;
    const to = way === 1 ? 2 * k + 2 : 2 * k;
    this.ends.push(
      coordinates[from]!,
      coordinates[from + 1]!,
      coordinates[to]!,
      coordinates[to + 1]!,
    );
    this.note(owner, polygon, isShell);
  }

  private note(owner: number, polygon: number, isShell: boolean): void {
    this.owners.push(owner);
    this.polygons.push(polygon);
    this.isShell.push(isShell ? 1 : 0);
  }

  /** Within a few grid units of the corner. */
  private passesCorner(ax: number, ay: number, bx: number, by: number): boolean {
    const [gax, gay, gbx, gby] = [toGrid(ax), toGrid(ay), toGrid(bx), toGrid(by)];
    const { cornerX, cornerY } = this;
    if (
      Math.min(gax, gbx) > cornerX + 3 ||
      Math.max(gax, gbx) < cornerX - 3 ||
      Math.min(gay, gby) > cornerY + 3 ||
      Math.max(gay, gby) < cornerY - 3
    ) {
      return false;
    }
    for (let dx = -2; dx <= 2; dx++) {
      for (let dy = -2; dy <= 2; dy++) {
        if (segmentMeetsPixel(gax, gay, gbx, gby, cornerX + dx, cornerY + dy)) return true;
      }
    }
    return false;
  }
}

import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { LineIndex } from './line-index.ts';
import { type Plane, ringsOf } from './plane.ts';
import type { Point } from './strand.ts';

/**
 * The outline of the area in the plane: closed rings, and what lies within them (even–odd). With it the borders
 * inside the area that cut as it does.
 */
export class AreaOutline {
  readonly rings: readonly (readonly Point[])[];
  /** Rings of the borders inside. */
  readonly borders: readonly (readonly Point[])[];
  readonly index: LineIndex;
  private readonly given = new Map<string, Position>();
  private readonly south: number;

  constructor(area: AreaGeometry, plane: Plane, borders: readonly AreaGeometry[] = []) {
    const toRing = (ring: Position[]): Point[] =>
      ring.map((position) => {
        const vertex = plane.toPoint(position);
        const key = vertex.join();
        if (!this.given.has(key)) this.given.set(key, position);
        return vertex;
      });
    this.rings = ringsOf(area).map(toRing);
    this.borders = borders.flatMap((border) => ringsOf(border).map(toRing));
    this.index = new LineIndex(this.rings);
    this.south = this.box(0)[0][1];
  }

  /** Is the point inside? On the outline it may be either. */
  contains(p: Point): boolean {
    let isInside = false;
    this.index.forEachNear(p, [p[0], this.south - 1], 0, (a, b) => {
      if (a[0] > p[0] === b[0] > p[0]) return;
      const y = a[1] + ((p[0] - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
      if (y < p[1]) isInside = !isInside;
    });
    return isInside;
  }

  /** The lower left and upper right corners of its box, padded. */
  box(pad: number): readonly [Point, Point] {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of this.rings.flat()) {
      west = Math.min(west, x);
      south = Math.min(south, y);
      east = Math.max(east, x);
      north = Math.max(north, y);
    }
    return [
      [west - pad, south - pad],
      [east + pad, north + pad],
    ];
  }

  /** The position of a vertex of the outline or of a border, as it was given. */
  positionOf(vertex: Point): Position | undefined {
    return this.given.get(vertex.join());
  }

  distance(p: Point, within: number): number {
    return this.index.nearest(p, within)?.distance ?? Number.POSITIVE_INFINITY;
  }
}
